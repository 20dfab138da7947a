const counts = new Intl.NumberFormat('en');
/** Characters of a reading that is shown as it was sent. */
const LONGEST = 12;

/** A reading as it was sent, or, if that is long, without a tail of binary rounding. */
export function value(reading) {
    const text = String(reading);
    return text.length <= LONGEST ? text : String(Number(Number(reading).toPrecision(10)));
}

/** Two numbers with the same number of decimals. */
export function range(lowest, highest) {
    const decimals = Math.max(...[lowest, highest].map(number => (value(number).split('.')[1] ?? '').length));
    return decimals <= 6 ? `${lowest.toFixed(decimals)} – ${highest.toFixed(decimals)}` : `${value(lowest)} – ${value(highest)}`;
}

export function count(number) {
    return counts.format(number);
}

export function plural(number, one, many) {
    return `${counts.format(number)} ${number === 1 ? one : many}`;
}

/** A length of time in its largest whole unit. */
export function duration(millis) {
    const seconds = Math.max(0, Math.round(millis / 1_000));
    if (seconds < 120) {
        return `${seconds} s`;
    }
    const minutes = Math.floor(seconds / 60);
    if (minutes < 120) {
        return `${minutes} min`;
    }
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

export function ago(at, now) {
    return now - at < 1_500 ? 'just now' : `${duration(now - at)} ago`;
}

const times = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});

export function timeOfDay(at) {
    return times.format(at);
}
