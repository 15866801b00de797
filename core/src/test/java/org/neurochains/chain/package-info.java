@NullMarked
package org.neurochains.chain;

import org.jspecify.annotations.NullMarked;
