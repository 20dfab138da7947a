/** The benchmarks' command line. */
@NullMarked
package io.ssehub.bench;

import org.jspecify.annotations.NullMarked;
