// The administration wears the theme of the user. It runs before the first paint.
document.documentElement.dataset.theme = document.querySelector("meta[name=theme]").content;
