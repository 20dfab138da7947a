/** The hub as a whole: its parts put together, started and stopped. */
@NullMarked
package io.ssehub.demo.hub;

import org.jspecify.annotations.NullMarked;
