import {Plot} from './plot.js';
import {timeline} from './timeline.js';
import * as format from './format.js';

/** The dialog with one sensor's chart in full. */
export class SensorDetail {
    #dialog = document.getElementById('detail');
    #title = document.getElementById('detail-title');
    #canvas = document.getElementById('detail-plot');
    #value = document.getElementById('detail-value');
    #lowest = document.getElementById('detail-lowest');
    #highest = document.getElementById('detail-highest');
    #plot = null;
    #card = null;
    #sensor = '';

    constructor(onClose) {
        document.getElementById('detail-close').addEventListener('click', () => this.#dialog.close());
        this.#dialog.addEventListener('click', event => {
            if (event.target === this.#dialog) {
                this.#dialog.close();
            }
        });
        this.#dialog.addEventListener('close', () => {
            this.#plot.destroy();
            this.#plot = null;
            onClose();
        });
    }

    open(card, sensor) {
        this.#card = card;
        this.#sensor = sensor;
        this.#title.textContent = `${card.id} · ${sensor}`;
        this.#dialog.showModal();
        this.#plot = new Plot(this.#canvas, {spark: false});
        this.draw();
    }

    draw() {
        const row = this.#plot === null ? undefined : this.#card.row(this.#sensor);
        if (row === undefined) {
            return;
        }
        const now = Date.now();
        const {lowest, highest} = row.series.range(timeline.from(now));
        this.#value.textContent = format.value(row.reading);
        this.#lowest.textContent = format.value(lowest);
        this.#highest.textContent = format.value(highest);
        this.#plot.draw(row.series, now, this.#card.heardAt);
    }
}
