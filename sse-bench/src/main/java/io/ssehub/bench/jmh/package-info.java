/** Microbenchmarks of single parts, each class with a baseline that shows what its frame alone costs. */
@NullMarked
package io.ssehub.bench.jmh;

import org.jspecify.annotations.NullMarked;
