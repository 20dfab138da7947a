/** How far back the charts look, in milliseconds. */
export const WINDOW_MILLIS = 5 * 60_000;

/**
 * One sensor's values over the last WINDOW_MILLIS, at most one for each bucket of time: the newest of a bucket stands for all of it, so that a sensor
 * that reports a thousand times a second costs no more than one that reports once.
 */
export class Series {
    times = [];
    values = [];

    /** Adds `value`, of the time `at`; should the clock have been set back, of the time of the value before. */
    add(at, value, bucketMillis) {
        const last = this.times.length - 1;
        const time = last < 0 ? at : Math.max(at, this.times[last]);
        if (last >= 0 && Math.floor(this.times[last] / bucketMillis) === Math.floor(time / bucketMillis)) {
            this.times[last] = time;
            this.values[last] = value;
            return;
        }
        this.times.push(time);
        this.values.push(value);
        this.#forget(time - WINDOW_MILLIS);
    }

    /** The lowest and the highest value that held at some time since `from`; NaN, if there is none. */
    range(from) {
        let lowest = NaN;
        let highest = NaN;
        for (let i = this.times.length - 1; i >= 0; i--) {
            const value = this.values[i];
            lowest = value < lowest || Number.isNaN(lowest) ? value : lowest;
            highest = value > highest || Number.isNaN(highest) ? value : highest;
            if (this.times[i] < from) {
                break;
            }
        }
        return {lowest, highest};
    }

    /** Drops what is older than `oldest`, but for the newest of it: that value still holds where the window begins. Waits until there is much to drop. */
    #forget(oldest) {
        const enough = Math.max(16, this.times.length >> 2);
        if (this.times[enough] < oldest) {
            const keep = this.times.findLastIndex(time => time < oldest);
            this.times.splice(0, keep);
            this.values.splice(0, keep);
        }
    }
}
