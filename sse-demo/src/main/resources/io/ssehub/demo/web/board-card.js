import {SensorRow} from './sensor-row.js';
import {timeline} from './timeline.js';
import * as format from './format.js';

const NUMBERS = [['received', 'received'], ['lost', 'lost'], ['duplicates', 'dup.'], ['late', 'late'], ['reboots', 'reboots']];

/**
 * One board: its name and how long it has been silent, a row for each sensor, the counts of its datagrams. It is dimmed while the hub says that it is offline.
 *
 * Rows exist only while the card is in or near the part of the page that is in sight (`mount` to `unmount`); the rest of the time it is an empty box of
 * the same size, so that thousands of boards cost little.
 */
export class BoardCard {
    element = document.createElement('article');
    id;
    heardAt = 0;
    #online = true;
    /** The hub's counts of this board's datagrams; null until they are known. */
    numbers = null;
    #shown = true;
    #readings = new Map();
    #rows = new Map();
    #mounted = false;
    #onOpen;
    #age = document.createElement('span');
    #list = document.createElement('ul');
    #start = document.createElement('span');
    #counts = new Map();

    /** `onOpen(card, sensor)` is called when the reader picks a sensor. */
    constructor(id, onOpen) {
        this.id = id;
        this.#onOpen = onOpen;
        this.element.className = 'board';
        this.element.append(this.#header(), this.#list, this.#axis(), this.#footer());
        this.#list.className = 'sensors';
    }

    #header() {
        const header = document.createElement('header');
        const lamp = document.createElement('span');
        lamp.className = 'lamp';
        const name = document.createElement('h2');
        name.textContent = this.id;
        name.title = this.id;
        this.#age.className = 'age';
        header.append(lamp, name, this.#age);
        return header;
    }

    #axis() {
        const axis = document.createElement('p');
        const end = document.createElement('span');
        axis.className = 'axis';
        axis.setAttribute('aria-hidden', 'true');
        end.textContent = 'now';
        axis.append(this.#start, end);
        return axis;
    }

    #footer() {
        const list = document.createElement('dl');
        list.className = 'numbers';
        for (const [key, label] of NUMBERS) {
            const pair = document.createElement('div');
            const term = document.createElement('dt');
            const count = document.createElement('dd');
            term.textContent = label;
            count.textContent = '–';
            pair.append(term, count);
            list.append(pair);
            this.#counts.set(key, count);
        }
        return list;
    }

    get mounted() {
        return this.#mounted;
    }

    /** Takes over `values`, pairs of a sensor and its newest reading; charts get one point for each `bucketMillis`. */
    update(values, heardAt, online, bucketMillis) {
        this.#online = online;
        this.heardAt = Math.max(this.heardAt, heardAt ?? 0);
        const sensors = this.#readings.size;
        for (const [sensor, reading] of values) {
            this.#readings.set(sensor, reading);
            if (this.#mounted) {
                const row = this.#rows.get(sensor) ?? this.#addRow(sensor);
                row.series.add(heardAt ?? Date.now(), Number(reading), bucketMillis);
                row.show(reading);
            }
        }
        if (this.#readings.size !== sensors) {
            this.element.style.setProperty('--rows', String(this.#readings.size));
        }
    }

    /** Takes over the hub's counts and the time of the last datagram, changed value or not. */
    count(numbers, heardAt, online) {
        this.numbers = numbers;
        this.#online = online;
        this.heardAt = Math.max(this.heardAt, heardAt);
        if (this.#mounted) {
            this.#showNumbers();
        }
    }

    #showNumbers() {
        for (const [key, element] of this.#counts) {
            element.textContent = format.count(this.numbers[key]);
            element.parentElement.classList.toggle('fault', key !== 'received' && this.numbers[key] > 0);
        }
    }

    mount() {
        this.#mounted = true;
        for (const sensor of [...this.#readings.keys()].sort()) {
            this.#addRow(sensor).show(this.#readings.get(sensor));
        }
        if (this.numbers !== null) {
            this.#showNumbers();
        }
        this.tick(Date.now());
    }

    unmount() {
        this.#mounted = false;
        for (const row of this.#rows.values()) {
            row.destroy();
        }
        this.#rows.clear();
        this.#list.replaceChildren();
    }

    #addRow(sensor) {
        const row = new SensorRow(sensor, () => this.#onOpen(this, sensor));
        const next = [...this.#rows.keys()].filter(other => other > sensor).sort()[0];
        this.#list.insertBefore(row.element, this.#rows.get(next)?.element ?? null);
        this.#rows.set(sensor, row);
        return row;
    }

    /** Fills the charts: `sensors` are a sensor, its times and its values each. */
    remember(sensors) {
        for (const [sensor, times, values] of sensors) {
            const row = this.#rows.get(sensor);
            if (row !== undefined) {
                row.series.times = times;
                row.series.values = values;
            }
        }
    }

    row(sensor) {
        return this.#rows.get(sensor);
    }

    rows() {
        return this.#rows.values();
    }

    tick(now) {
        this.#age.textContent = this.heardAt > 0 ? format.ago(this.heardAt, now) : '';
        this.#start.textContent = `−${format.duration(now - timeline.from(now))}`;
        this.element.classList.toggle('stale', !this.#online);
    }

    /** Hides the card unless its name or one of its sensors' holds `text`, which is in lower case. */
    filter(text) {
        this.#shown = this.id.toLowerCase().includes(text) || [...this.#readings.keys()].some(sensor => sensor.toLowerCase().includes(text));
        this.element.hidden = !this.#shown;
    }

    get shown() {
        return this.#shown;
    }

    get sensorCount() {
        return this.#readings.size;
    }
}
