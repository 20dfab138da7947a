/** The program's log: one line a message on standard error, bounded, and not to be forged by what a peer sends. */
@NullMarked
package io.ssehub.demo.log;

import org.jspecify.annotations.NullMarked;
