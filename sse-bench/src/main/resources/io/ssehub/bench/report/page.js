'use strict';

/**
 * What the pages share: amounts with their units, elements, and plots. Text from elsewhere goes into elements as text only.
 *
 * Times are microseconds throughout.
 */
const page = (() => {
    const grouped = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

    const amount = {
        /** A whole number, grouped by thousands. */
        count: number => grouped.format(number),

        /** A number to three digits, or more if it has more before the point; `7` and `7.5` rather than `7.00` and `7.50`. */
        number: number => Math.abs(number) >= 999.5 ? grouped.format(number) : `${Number(Number(number).toPrecision(3))}`,

        /** As `number`, but always with three digits, for what stands below each other. */
        digits: number => Math.abs(number) >= 999.5 ? grouped.format(number) : Number(number).toPrecision(3),

        /** A time that was measured; below a millisecond there are no parts of a microsecond, unless it is a mean. */
        time: micros => micros < 999.5 ? `${Number.isInteger(micros) ? micros : amount.digits(micros)} µs`
            : micros < 999_500 ? `${amount.digits(micros / 1e3)} ms` : `${amount.digits(micros / 1e6)} s`,

        /** A round time, on an axis. */
        roundTime: micros => micros < 1e3 ? `${amount.number(micros)} µs` : micros < 1e6 ? `${amount.number(micros / 1e3)} ms` : `${amount.number(micros / 1e6)} s`,

        perSecond: number => `${amount.number(number)}/s`,

        share: part => `${amount.number(part * 100)} %`,

        bytes: bytes => {
            const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)));
            return `${amount.number(bytes / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
        },

        /** Seconds since a run began. */
        clock: seconds => seconds < 120 ? `${amount.number(seconds)} s` : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')} min`,
    };

    /** Makes an element; `children` are elements and texts. */
    function element(name, className, ...children) {
        const made = document.createElement(name);
        made.className = className;
        made.append(...children.map(child => child instanceof Node ? child : String(child)));
        return made;
    }

    /** Makes the row of numbers on top; each entry is [name, value, remark or '', 'good' | 'bad' | '']. */
    function numbers(entries) {
        return element('dl', 'numbers', ...entries.map(([name, value, remark, judgement]) => element('div', '',
            element('dt', '', name), element('dd', judgement ?? '', value), ...(remark ? [element('dd', '', remark)] : []))));
    }

    /**
     * Makes a table in a card. `head` may be empty; the first cell of a row is its name. A row may be {className, cells}; with className 'part' it is one of
     * the parts of the row above. `className` 'words' is for values that are text.
     */
    function table(title, head, rows, className = '') {
        const cells = (names, row) => row.map((cell, i) => {
            const made = element(names || i === 0 ? 'th' : 'td', '', cell);
            if (made.tagName === 'TH') {
                made.scope = names ? 'col' : 'row';
            }
            return made;
        });
        const caption = element('caption', '', title);
        const thead = element('thead', '', element('tr', '', ...cells(true, head)));
        const body = element('tbody', '', ...rows.map(row => element('tr', row.className ?? '', ...cells(false, row.cells ?? row))));
        return element('div', 'card', element('table', className, caption, ...(head.length > 0 ? [thead] : []), body));
    }

    /** The colours of now, by their names in page.css. */
    function theme() {
        const style = getComputedStyle(document.documentElement);
        const colour = name => style.getPropertyValue(`--${name}`).trim();
        return {text: colour('text'), quiet: colour('quiet'), edge: colour('edge'), band: colour('band'), surface: colour('surface'),
            series: [1, 2, 3, 4, 5, 6, 7].map(i => colour(`series-${i}`))};
    }

    // Beside its colour a line is told by its dashes.
    const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [12, 4], [1, 2]];
    const plots = [];

    /** Makes a figure with a chart; `config` makes the chart's configuration from a theme, and null if there is nothing to draw. */
    function figure(id, title, remark, config) {
        const place = element('div', 'plot');
        const made = element('figure', '', element('figcaption', '', element('h3', '', title), element('p', '', remark)), place);
        if (config(theme()) === null) {
            place.classList.add('empty');
            place.append('Nothing to draw: nothing was recorded.');
            return made;
        }
        const canvas = element('canvas', '');
        canvas.id = id;
        canvas.setAttribute('role', 'img');
        canvas.setAttribute('aria-label', `${title}. ${remark}`);
        place.append(canvas);
        plots.push({canvas, config});
        return made;
    }

    /** Draws every figure, which has to be in the document, and again whenever the colours change. */
    function draw() {
        Chart.defaults.font.family = getComputedStyle(document.documentElement).fontFamily;
        Chart.defaults.animation = false;
        for (const {canvas, config} of plots) {
            Chart.getChart(canvas)?.destroy();
            const colours = theme();
            Chart.defaults.color = colours.quiet;
            Chart.defaults.borderColor = colours.edge;
            new Chart(canvas, config(colours));
        }
    }

    function drawForPaper(printing) {
        document.documentElement.classList.toggle('printing', printing);
        draw();
    }

    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    addEventListener('beforeprint', () => drawForPaper(true));
    addEventListener('afterprint', () => drawForPaper(false));

    /** A line of a chart; `points` are {x, y}, and `i` is its colour and its dashes. */
    function line(theme, i, label, points, more = {}) {
        const colour = theme.series[i % theme.series.length];
        return {label, data: points, borderColor: colour, backgroundColor: colour, borderWidth: 2, borderDash: dashes[i % dashes.length],
            pointRadius: points.length === 1 ? 3 : 0, pointHoverRadius: 4, ...more};
    }

    /** The entries of a legend, with the dashes of their lines. */
    function labels(chart) {
        return Chart.defaults.plugins.legend.labels.generateLabels(chart)
            .map(label => ({...label, lineDash: chart.data.datasets[label.datasetIndex].borderDash, lineWidth: 2}));
    }

    /** Options that every line chart has; `title` and `label` make the texts of what the pointer is at. */
    function options(scales, title, label) {
        return {
            maintainAspectRatio: false,
            parsing: false,
            normalized: true,
            interaction: {mode: 'nearest', axis: 'x', intersect: false},
            plugins: {
                legend: {position: 'bottom', labels: {usePointStyle: true, pointStyle: 'line', pointStyleWidth: 30, boxHeight: 8, padding: 12, generateLabels: labels}},
                tooltip: {callbacks: {title: ([item]) => item ? title(item.parsed.x) : '', label: item => label(item)}},
            },
            scales,
        };
    }

    /** A logarithmic axis of times, from the power of ten below to that above. */
    function timeAxis(title = 'latency (logarithmic)') {
        return {
            type: 'logarithmic',
            title: {display: true, text: title},
            afterDataLimits: scale => {
                scale.min = 10 ** Math.floor(Math.log10(Math.max(1, scale.min)) + 1e-9);
                scale.max = Math.max(scale.min * 10, 10 ** Math.ceil(Math.log10(Math.max(1, scale.max)) - 1e-9));
            },
            afterBuildTicks: scale => {
                scale.ticks = [];
                for (let value = scale.min; value <= scale.max * 1.0001; value *= 10) {
                    scale.ticks.push({value});
                }
            },
            ticks: {callback: value => amount.roundTime(value)},
        };
    }

    /** A linear axis from 0, with some room above. */
    function countAxis(title, more = {}) {
        return {type: 'linear', beginAtZero: true, grace: '8%', title: {display: true, text: title}, ticks: {precision: 0, callback: value => amount.count(value)}, ...more};
    }

    /** The percentile at `x` = 1 / (1 - percentile), such as 99.9 %. */
    function percentile(x) {
        const digits = Math.max(0, Math.ceil(Math.log10(x) - 1e-9) - 2);
        return `${Number(((1 - 1 / x) * 100).toFixed(digits + (x < 10 ? 0 : 1)))} %`;
    }

    /**
     * The configuration of a chart of latency by percentile; null if nothing was recorded. `series` are [label, distribution] or [label, distribution, i],
     * a distribution as in report.json.
     */
    function percentiles(theme, series) {
        const recorded = series.map(([label, distribution, i], at) => ({label, distribution, i: i ?? at})).filter(({distribution}) => distribution.count > 0);
        if (recorded.length === 0) {
            return null;
        }
        // The greatest of n values stands where the next to come would be: at 1 - 1/n.
        const points = ({count, curve}) => curve.map(({percentile, micros}) => ({x: Math.min(count, 1 / (1 - percentile / 100)), y: Math.max(1, micros)}));
        const most = Math.max(...recorded.map(({distribution}) => distribution.count));
        const scales = {
            x: {
                type: 'logarithmic',
                title: {display: true, text: 'percentile'},
                min: 1,
                max: 10 ** Math.max(2, Math.ceil(Math.log10(most))),
                afterBuildTicks: scale => {
                    scale.ticks = [];
                    for (let value = 1; value <= scale.max * 1.0001; value *= 10) {
                        scale.ticks.push({value});
                    }
                },
                ticks: {maxRotation: 0, autoSkipPadding: 4, callback: value => percentile(value)},
            },
            y: timeAxis(),
        };
        return {
            type: 'line',
            data: {datasets: recorded.map(({label, distribution, i}) => line(theme, i, label, points(distribution)))},
            options: options(scales, x => `${percentile(x)} of them took at most`, item => `${item.dataset.label}: ${amount.time(item.parsed.y)}`),
        };
    }

    return {
        /** What this page is made of. */
        data: JSON.parse(document.getElementById('data').textContent || '{}'),
        amount, element, numbers, table, figure, draw, line, options, timeAxis, countAxis, percentiles, percentile,
    };
})();
