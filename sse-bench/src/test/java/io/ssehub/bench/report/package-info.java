@NullMarked
package io.ssehub.bench.report;

import org.jspecify.annotations.NullMarked;
