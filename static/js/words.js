// The sentences that scripts say, translated by the server (templates/ui/words.html).
const words = document.getElementById("words")?.dataset ?? {};
const plural = new Intl.PluralRules(document.documentElement.lang);

export function say(key) {
  return words[key] ?? "";
}

// A sentence with a number in it: `selectedOne`, `selectedFew` … hold the forms of "selected".
export function count(key, number) {
  const form = plural.select(number);
  const sentence = words[key + form[0].toUpperCase() + form.slice(1)] ?? words[`${key}Other`] ?? "";
  return sentence.replace("%(n)d", number.toLocaleString(document.documentElement.lang));
}
