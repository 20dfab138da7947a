/**
 * A log of ready-to-send frames in direct memory, and the rule by which its memory is used again.
 *
 * <pre>
 *            tail                                            head
 *             v                                               v
 *   retired | segment           | segment           | segment . . . free |
 *             frame frame frame   frame frame frame   frame
 *                     ^                                 ^
 *                   cursor                            cursor             a reader's place is one number
 * </pre>
 *
 * One writer appends; any number of readers copy or send {@code [cursor, head)} without a lock. Positions count bytes since the log began and never
 * go back. A retired segment's memory is used again only after each {@link io.ssehub.core.log.Reader} has announced that it looks at it no more.
 */
package io.ssehub.core.log;
