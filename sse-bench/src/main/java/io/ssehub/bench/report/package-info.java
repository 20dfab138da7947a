/** What a run of the load tester measured, as values, and the forms it is shown in: JSON, a page, histogram logs, lines for a terminal. */
@NullMarked
package io.ssehub.bench.report;

import org.jspecify.annotations.NullMarked;
