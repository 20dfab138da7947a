/** How far back the charts look, in milliseconds. */
export const WINDOW_MILLIS = 5 * 60_000;

/**
 * One sensor's values over the last WINDOW_MILLIS, at most one for each bucket of time: the newest of a bucket stands for all of it, so that a sensor
 * that reports a thousand times a second costs no more than one that reports once.
 */
export class Series {
    times = [];
    values = [];

    add(at, value, bucketMillis) {
        const last = this.times.length - 1;
        if (last >= 0 && Math.floor(this.times[last] / bucketMillis) === Math.floor(at / bucketMillis)) {
            this.times[last] = at;
            this.values[last] = value;
            return;
        }
        this.times.push(at);
        this.values.push(value);
        this.#forget(at - WINDOW_MILLIS);
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
