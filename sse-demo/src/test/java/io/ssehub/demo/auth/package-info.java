@NullMarked
package io.ssehub.demo.auth;

import org.jspecify.annotations.NullMarked;
