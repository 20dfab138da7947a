/** What the hub knows and does at the moment, as JSON, for pages and for operators. */
@NullMarked
package io.ssehub.demo.state;

import org.jspecify.annotations.NullMarked;
