package io.ssehub.demo.ingest;

import io.ssehub.demo.board.Names;
import io.ssehub.demo.board.Reading;
import io.ssehub.demo.board.Report;
import io.ssehub.demo.board.SentNumber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the reports of one datagram from what its syntax calls objects or lines: each is one report, except that those of the same board with the same
 * sequence number are one together, because a sequence number counts datagrams. Not thread-safe.
 */
final class ReportBuilder {
    private static final int MAX_SEQ_DIGITS = 10;

    private final String source;
    private final List<Report> reports = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    private List<Reading> readings = new ArrayList<>();
    private List<Refusal> readingRefusals = new ArrayList<>();
    private @Nullable Refusal objectRefusal;
    private @Nullable String board;
    private long seq = Report.UNNUMBERED;

    /** Takes the name of boards that give none. */
    ReportBuilder(String source) {
        this.source = source;
    }

    /** Names the board of the current object. */
    void board(String name) {
        String fault = Names.fault(name);
        if (fault == null) {
            board = name;
        } else {
            refuseObject(Refusal.Cause.BAD_NAME, "board: " + fault);
        }
    }

    /** Numbers the current object. */
    void seq(String text) {
        long number = number(text);
        if (number < 0 || number > Report.MAX_SEQ) {
            refuseObject(Refusal.Cause.BAD_SEQ, "seq is " + text + "; a whole number from 0 to " + Report.MAX_SEQ + " is allowed");
        } else {
            seq = number;
        }
    }

    /** Returns the whole number that {@code text} spells without a sign or a leading zero, or -1 if it does not, or has too many digits. */
    private static long number(String text) {
        int digits = text.length();
        if (digits == 0 || digits > MAX_SEQ_DIGITS || (text.charAt(0) == '0' && digits > 1)) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Adds a reading to the current object, or its refusal if the name cannot be a sensor's or {@code value} is null; {@code sent} is for the log. */
    void reading(String sensor, @Nullable SentNumber value, String sent) {
        String fault = Names.fault(sensor);
        if (fault != null) {
            refuseReading(Refusal.Cause.BAD_NAME, "sensor: " + fault);
        } else if (Names.isReserved(sensor)) {
            refuseReading(Refusal.Cause.RESERVED_NAME, "no sensor can be called " + sensor);
        } else if (value == null) {
            refuseReading(Refusal.Cause.NOT_A_NUMBER, sensor + " is " + sent + "; a number of at most " + SentNumber.MAX_LENGTH + " characters is allowed");
        } else {
            readings.add(new Reading(sensor, value));
        }
    }

    /** Leaves one reading out of the current object. */
    void refuseReading(Refusal.Cause cause, String detail) {
        readingRefusals.add(new Refusal(cause, detail));
    }

    /** Leaves the current object out; the first cause counts, once for the whole of it. */
    void refuseObject(Refusal.Cause cause, String detail) {
        if (objectRefusal == null) {
            objectRefusal = new Refusal(cause, detail);
        }
    }

    /** Ends the current object and begins the next. */
    void endObject() {
        if (objectRefusal == null && readings.isEmpty() && readingRefusals.isEmpty()) {
            refuseObject(Refusal.Cause.EMPTY, "no reading");
        }
        if (objectRefusal == null) {
            addReport(new Report(board == null ? source : board, seq, readings));
            refusals.addAll(readingRefusals);
        } else {
            refusals.add(objectRefusal);
        }
        readings = new ArrayList<>();
        readingRefusals = new ArrayList<>();
        objectRefusal = null;
        board = null;
        seq = Report.UNNUMBERED;
    }

    private void addReport(Report report) {
        for (int i = 0; report.seq() != Report.UNNUMBERED && i < reports.size(); i++) {
            Report earlier = reports.get(i);
            if (earlier.seq() == report.seq() && earlier.board().equals(report.board())) {
                List<Reading> all = new ArrayList<>(earlier.readings());
                all.addAll(report.readings());
                reports.set(i, new Report(report.board(), report.seq(), all));
                return;
            }
        }
        reports.add(report);
    }

    /** Returns what was built. */
    Decoded build() {
        return reports.isEmpty() && refusals.isEmpty() ? Decoded.refused(Refusal.Cause.EMPTY, "no reading") : new Decoded.Reports(reports, refusals);
    }
}
