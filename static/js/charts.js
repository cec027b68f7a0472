// Draws the numbers of a table as bars, in the colours of the theme. The table stays.
const { Chart } = window;
const drawn = new Map();

// A colour of the theme as the browser works it out: canvas knows no custom properties.
function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function numbersOf(figure) {
  return [...figure.querySelectorAll("tbody tr")].map((row) => ({
    label: row.querySelector("th").textContent,
    value: Number(row.querySelector("td").dataset.value),
    said: row.querySelector("td").textContent,
  }));
}

function optionsOf(figure, numbers, lying) {
  const ticks = { color: colour("--ink-soft"), font: { family: "Inter Variable", size: 12 } };
  const hairlines = { color: colour("--hairline"), drawTicks: false };
  const values = { beginAtZero: true, border: { display: false }, grid: hairlines, ticks: { ...ticks, maxTicksLimit: 5, precision: 0, padding: 8 } };
  const names = { border: { display: false }, grid: { display: false }, ticks: { ...ticks, autoSkip: !lying, maxRotation: 0 } };
  return {
    animation: false,
    indexAxis: lying ? "y" : "x",
    maintainAspectRatio: false,
    plugins: {
      legend: { display: false },
      tooltip: { displayColors: false, callbacks: { label: (point) => numbers[point.dataIndex].said } },
    },
    scales: lying ? { x: values, y: names } : { x: names, y: values },
  };
}

function draw(figure) {
  drawn.get(figure)?.destroy();
  const numbers = numbersOf(figure);
  const lying = figure.dataset.chart === "rows";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", figure.dataset.label);
  figure.querySelector("[data-chart-canvas]").replaceChildren(canvas);
  drawn.set(figure, new Chart(canvas, {
    type: "bar",
    data: {
      labels: numbers.map((number) => number.label),
      datasets: [{
        data: numbers.map((number) => number.value),
        backgroundColor: colour("--accent"),
        borderRadius: 4,
        maxBarThickness: lying ? 18 : 36,
      }],
    },
    options: optionsOf(figure, numbers, lying),
  }));
}

function drawAll() {
  document.querySelectorAll("[data-chart]").forEach(draw);
}

drawAll();
new MutationObserver(drawAll).observe(document.documentElement, {
  attributeFilter: ["data-bs-theme", "data-theme-choice"],
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
