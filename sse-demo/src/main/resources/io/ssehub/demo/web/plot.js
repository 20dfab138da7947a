import * as format from './format.js';
import {theme} from './theme.js';
import {timeline} from './timeline.js';

Chart.defaults.font.family = getComputedStyle(document.documentElement).fontFamily;

/**
 * A chart of one series along the timeline. A value holds until the next one, as the hub's events say it: an equal reading is no event.
 *
 * As a spark it is a bare line; else it has axes and tells values where the pointer is.
 */
export class Plot {
    #chart;
    #dataset = {data: [], stepped: 'before', borderWidth: 1.5, pointRadius: 0, pointHitRadius: 0, fill: 'start'};

    constructor(canvas, {spark}) {
        this.#chart = new Chart(canvas, {
            type: 'line',
            data: {datasets: [this.#dataset]},
            options: {
                animation: false,
                maintainAspectRatio: false,
                parsing: false,
                normalized: true,
                ...(spark && {events: []}),
                interaction: {mode: 'index', intersect: false},
                layout: {padding: spark ? {top: 2, bottom: 1} : 0},
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        enabled: !spark,
                        displayColors: false,
                        callbacks: {title: ([item]) => format.timeOfDay(item.parsed.x), label: item => format.value(item.parsed.y)},
                    },
                },
                scales: {x: {...axis(!spark, at => format.timeOfDay(at)), afterBuildTicks: placeTimes}, y: axis(!spark)},
            },
        });
    }

    /** Draws `series` up to `now`; its newest value holds until `heardAt`. */
    draw(series, now, heardAt) {
        const {times, values} = series;
        const points = times.map((x, i) => ({x, y: values[i]}));
        if (points.length > 0 && heardAt > points.at(-1).x) {
            points.push({x: Math.min(now, heardAt), y: points.at(-1).y});
        }
        this.#dataset.data = points;
        this.#dataset.borderColor = theme.line;
        this.#dataset.backgroundColor = theme.fill;
        const {x, y} = this.#chart.options.scales;
        x.min = timeline.from(now);
        x.max = now;
        const {lowest, highest} = series.range(x.min);
        const room = (highest - lowest) * 0.08 || Math.abs(highest) * 0.01 || 1;
        y.min = lowest - room;
        y.max = highest + room;
        for (const scale of [x, y]) {
            scale.ticks.color = theme.quiet;
            scale.grid.color = theme.edge;
        }
        this.#chart.update('none');
    }

    destroy() {
        this.#chart.destroy();
    }
}

function axis(display, label) {
    const ticks = {maxRotation: 0, includeBounds: false, ...(label && {callback: label})};
    return {type: 'linear', display, border: {display: false}, grid: {}, ticks};
}

/** Puts ticks at whole minutes, or at a part of one when the axis is short. */
function placeTimes(scale) {
    const step = scale.max - scale.min > 150_000 ? 60_000 : 15_000;
    scale.ticks = [];
    for (let at = Math.ceil(scale.min / step) * step; at <= scale.max; at += step) {
        scale.ticks.push({value: at});
    }
}
