@NullMarked
package io.ssehub.demo.ingest;

import org.jspecify.annotations.NullMarked;
