// Scripts of the pages besides links, forms and keys. The pages also work without them.

/* global htmx, uPlot */

function plotsIn(root) {
  for (const figure of root.querySelectorAll('figure[data-plot]:not([data-drawn])')) draw(figure);
}

/** The value of a colour of the stylesheet in the reader's scheme: a canvas cannot use variables. */
function tone(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Curves over one logarithmic axis of milliseconds: { unit, x: number[], series: [{ label, tone, values }] }. */
function draw(figure) {
  const plot = JSON.parse(figure.dataset.plot);
  const axis = {
    stroke: tone('quiet'),
    grid: { stroke: tone('line'), width: 1 },
    ticks: { show: false },
  };
  figure.dataset.drawn = 'yes';
  const chart = new uPlot(
    {
      width: widthWithin(figure),
      height: 220,
      padding: [16, 32, 0, 0],
      cursor: { drag: { x: false, y: false } },
      // Up to the largest time, not to the next power of ten.
      scales: {
        x: {
          time: false,
          distr: 3,
          range: (_, least, most) => [least, Math.max(most, least * 1.1)],
        },
        y: { range: [0, 100] },
      },
      axes: [
        {
          ...axis,
          values: (_, ticks) => ticks.map(tickText),
        },
        { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => `${tick} %`) },
      ],
      series: [
        { label: plot.unit },
        ...plot.series.map(({ label, tone: name }) => ({
          label,
          stroke: tone(name),
          width: 2,
          points: { show: false },
        })),
      ],
    },
    [plot.x, ...plot.series.map(({ values }) => values)],
    figure,
  );
  new ResizeObserver(() => chart.setSize({ width: widthWithin(figure), height: 220 })).observe(
    figure,
  );
}

/** `5 ms`, `2 s`; empty at the ends of the axis, which are seldom round. */
function tickText(ms) {
  if (ms === null || Number(ms.toPrecision(2)) !== ms) return '';
  return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
}

/** Without its padding. */
function widthWithin(figure) {
  const { paddingLeft, paddingRight } = getComputedStyle(figure);
  return figure.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.textContent);
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-copy]');
  if (button !== null) void copy(button);
});

async function copyLink(link) {
  await navigator.clipboard.writeText(link.href);
  link.textContent = 'Copied';
  setTimeout(() => {
    link.textContent = 'Copy link';
  }, 2000);
}

// Without a clipboard, as over plain HTTP, the link opens the address, which the reader can copy.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-copy-link]');
  if (link === null || navigator.clipboard === undefined) return;
  event.preventDefault();
  void copyLink(link);
});

// Unfolded parts stay unfolded when a part of the page is replaced.
htmx.config.morphIgnore = [...htmx.config.morphIgnore, 'open'];
document.addEventListener('htmx:after:swap', () => plotsIn(document));
plotsIn(document);
