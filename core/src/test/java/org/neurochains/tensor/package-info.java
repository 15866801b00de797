@NullMarked
package org.neurochains.tensor;

import org.jspecify.annotations.NullMarked;
