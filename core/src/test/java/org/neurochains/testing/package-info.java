/** What tests share. */
@NullMarked
package org.neurochains.testing;

import org.jspecify.annotations.NullMarked;
