package io.ssehub.bench.load;

/** What streams have come to, at the end of a run. Confined to one thread at a time. */
final class Totals {
    long open;
    long steady;
    long churned;
    long slow;
    long lost;
    long duplicated;
    long reordered;
    long unsoundStreams;

    /** Ends {@code stream} and adds it. */
    void add(Stream stream) {
        if (stream.isSteady()) {
            steady += stream.events();
        } else if (stream.isSlow()) {
            slow += stream.events();
        } else {
            churned += stream.events();
        }
        open += stream.finish() ? 1 : 0;
        Sequence sequence = stream.sequence();
        lost += sequence.lost();
        duplicated += sequence.duplicated();
        reordered += sequence.reordered();
        unsoundStreams += sequence.sound() ? 0 : 1;
    }

    void add(Totals other) {
        open += other.open;
        steady += other.steady;
        churned += other.churned;
        slow += other.slow;
        lost += other.lost;
        duplicated += other.duplicated;
        reordered += other.reordered;
        unsoundStreams += other.unsoundStreams;
    }
}
