@NullMarked
package org.neurochains.training;

import org.jspecify.annotations.NullMarked;
