/**
 * The load tester: opens many streams, publishes beside them, and measures what arrives.
 *
 * <pre>
 *  Pace ──due──▶ Publisher ──POST or datagram──▶ server ──▶ Connection ──▶ Stream ──▶ Sequence     lost, doubled, reordered
 *                                                            one HTTP         │
 *                                                            response         └─────▶ Reader       histograms and counts of one event loop
 *                                                                                        │ each second
 *                                                                                       Load ──▶ LoadReport
 * </pre>
 *
 * <p>A stream, its connections and its reader belong to one event loop. What the loops have measured is cut off there once a second and handed to the thread
 * that runs the {@link io.ssehub.bench.load.Load}; nothing is shared meanwhile but how far publishing has come.
 */
@NullMarked
package io.ssehub.bench.load;

import org.jspecify.annotations.NullMarked;
