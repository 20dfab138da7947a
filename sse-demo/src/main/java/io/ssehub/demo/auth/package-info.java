/** Who may do what: tokens, API keys, capability URLs, and the file that an operator says it in. */
@NullMarked
package io.ssehub.demo.auth;

import org.jspecify.annotations.NullMarked;
