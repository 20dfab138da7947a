import {Plot} from './plot.js';
import {Series} from './series.js';
import {timeline} from './timeline.js';
import * as format from './format.js';

/** One sensor's line on a board's card: its name, its last minutes, its newest value. All that boards sent goes in as text, never as markup. */
export class SensorRow {
    element = document.createElement('li');
    series = new Series();
    #reading;
    #value = document.createElement('span');
    #range = document.createElement('span');
    #plot;

    constructor(name, onOpen) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'sensor';
        button.addEventListener('click', onOpen);
        const label = document.createElement('span');
        label.className = 'name';
        label.textContent = name;
        label.title = name;
        const spark = document.createElement('span');
        spark.className = 'spark';
        spark.setAttribute('aria-hidden', 'true');
        const canvas = document.createElement('canvas');
        spark.append(canvas);
        const reading = document.createElement('span');
        reading.className = 'reading';
        this.#value.className = 'value';
        this.#range.className = 'range';
        this.#range.setAttribute('aria-hidden', 'true');
        reading.append(this.#value, this.#range);
        button.append(label, spark, reading);
        this.element.append(button);
        this.#plot = new Plot(canvas, {spark: true});
    }

    show(reading) {
        this.#reading = reading;
        this.#value.textContent = format.value(reading);
        this.#showRange(Date.now());
    }

    get reading() {
        return this.#reading;
    }

    draw(now, heardAt) {
        this.#plot.draw(this.series, now, heardAt);
        this.#showRange(now);
    }

    #showRange(now) {
        const {lowest, highest} = this.series.range(timeline.from(now));
        this.#range.textContent = lowest < highest ? format.range(lowest, highest) : '';
    }

    destroy() {
        this.#plot.destroy();
    }
}
