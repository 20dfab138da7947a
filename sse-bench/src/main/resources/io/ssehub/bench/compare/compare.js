'use strict';

(() => {
    const {data: comparison, amount, element, table, figure} = page;
    const place = id => document.getElementById(id);
    const titles = Object.fromEntries(comparison.servers.map(({name, title}) => [name, title]));
    const write = {MICROS: amount.time, PER_SECOND: amount.perSecond, BYTES: amount.bytes, COUNT: amount.count, SHARE: amount.share};
    const times = ratio => `${ratio < 10 ? ratio.toFixed(ratio < 2 ? 2 : 1) : amount.count(ratio)}×`;

    function heading() {
        const {started, quick, rounds, version} = comparison;
        place('when').textContent = `${started.slice(0, 10)} ${started.slice(11, 19)} UTC · medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`
            + ` · sse-bench ${version}`;
        const notes = [
            ...(quick ? ['Measured with small numbers: good for a try, not for a verdict.'] : []),
            ...comparison.servers.filter(({leftOut}) => leftOut).map(({title, leftOut}) => `Left out: ${title}, which ${leftOut}.`),
        ];
        place('notes').append(...notes.map(note => element('li', '', note)));
        place('notes').hidden = notes.length === 0;
    }

    /** The distance of ticks that makes them round: for bytes a power of two, else Chart.js's own choice. */
    function step(unit, rows, {name}) {
        return unit === 'BYTES' ? 2 ** Math.ceil(Math.log2(Math.max(...rows.map(({values}) => values[name] ?? 0)) / 6)) : undefined;
    }

    /** The configuration of a chart of bars, one for each server that has a value of any of `columns`. */
    function bars(theme, rows, columns) {
        const shown = rows.filter(({values}) => columns.some(({name}) => values[name] > 0));
        if (shown.length === 0) {
            return null;
        }
        const {unit} = columns[0];
        const several = columns.length > 1;
        return {
            type: 'bar',
            data: {
                labels: shown.map(({server}) => titles[server]),
                datasets: columns.map(({name, title}, i) => ({
                    label: title,
                    maxBarThickness: several ? 10 : 18,
                    data: shown.map(({values}) => values[name] ?? null),
                    backgroundColor: several ? theme.series[i] : shown.map((_, at) => at === 0 ? theme.series[0] : theme.series[6]),
                })),
            },
            options: {
                indexAxis: 'y',
                maintainAspectRatio: false,
                plugins: {
                    legend: {display: several, position: 'bottom', labels: {boxHeight: 10, boxWidth: 10}},
                    tooltip: {callbacks: {label: item => `${item.dataset.label}: ${write[unit](item.parsed.x)}`}},
                },
                scales: {
                    x: several
                        ? {...page.timeAxis('latency (logarithmic)')}
                        : {beginAtZero: true, ticks: {maxTicksLimit: 7, stepSize: step(unit, shown, columns[0]), callback: value => write[unit](value)}},
                    y: {grid: {display: false}, ticks: {autoSkip: false}},
                },
            },
        };
    }

    function plots(work) {
        const column = name => work.columns.find(column => column.name === name);
        const latencies = ['p50Micros', 'p99Micros', 'lastP99Micros'].map(column).filter(Boolean);
        const wanted = [
            ['cpu', 'CPU time a delivery', 'of the server’s process; shorter is better', [column('cpuMicrosPerDelivery')]],
            ['latency', 'Latency', 'from when an event was due until a stream had it; shorter is better', latencies.length > 1 ? latencies : []],
            ['complete', 'Came back without a gap', 'share of the streams that came back; longer is better', [column('completeShare')]],
            ['growth', 'Memory grown', 'of the server’s resident memory, while it was measured; shorter is better', work.name === 'idle' ? [] : [column('grownBytes')]],
            ['memory', 'Memory a stream', 'growth of the server’s resident memory for each; shorter is better', [column('bytesPerStream')]],
        ];
        return wanted.map(([id, title, remark, columns]) => [id, title, remark, columns.filter(Boolean)]).filter(([, , , columns]) => columns.length > 0)
            .map(([id, title, remark, columns]) => figure(`${work.name}-${id}`, title, remark, theme => bars(theme, work.rows, columns)));
    }

    function cell(row, {name, unit}, isFirst) {
        const value = row.values[name];
        if (value === undefined) {
            return '–';
        }
        const ratio = row.ratios[name];
        return element('span', '', write[unit](value), ...(ratio === undefined || isFirst ? [] : [element('span', 'quiet', `  ${times(ratio)}`)]));
    }

    function works() {
        for (const work of comparison.works) {
            const head = ['', ...work.columns.map(({title}) => title)];
            const rows = work.rows.map((row, i) => [titles[row.server], ...work.columns.map(column => cell(row, column, i === 0))]);
            const notes = work.rows.flatMap(({server, notes}) => notes.map(note => element('li', '', `${titles[server]}: ${note}`)));
            place('works').append(
                element('h2', '', work.title),
                element('p', 'quiet', `${amount.count(work.connections)} streams; ${work.description}. Ratios are to ${titles[work.rows[0].server]}.`),
                element('div', 'pair', ...plots(work)),
                table('In numbers', head, rows),
                ...(notes.length > 0 ? [element('ul', 'notes', ...notes)] : []));
        }
    }

    function link(text, address) {
        const made = element('a', '', text);
        if (/^https:\/\//.test(address)) {
            made.href = address;
            made.rel = 'noreferrer';
        }
        return made;
    }

    function servers() {
        const rows = comparison.servers.filter(({leftOut}) => !leftOut)
            .map(({title, version, runtime, fansOut, slowClient, resume, link: address}) => [link(title, address), version, runtime, fansOut, slowClient, resume]);
        place('servers').append(table('Links lead to the documentation that a server is set up by', ['', 'version', 'on', 'how an event comes to all', 'a slow reader',
            'Last-Event-ID'], rows, 'words'));
    }

    function method() {
        const {machine, kernel, jvm, processors} = comparison;
        place('method').append(table('', [], [
            ...(machine ? [['Machine', `${machine.cpu}, ${machine.processors} processors, ${amount.bytes(machine.memoryBytes)}`]] : []),
            ['System', kernel],
            ['JVM of the servers', `${jvm}; no options but, for the memory of idle streams, -XX:+UseSerialGC -Xms16m -XX:-ShrinkHeapInSteps`],
            ['Processors', processors],
            ['CPU time', 'the scheduler’s account of the server’s threads, the kernel’s work for them included'],
            ...comparison.works.map(({title, options}) => [title, element('code', '', `load ${options.join(' ')}`)]),
        ], 'words'));
    }

    heading();
    works();
    servers();
    method();
    page.draw();
})();
