package org.neurochains.app.serve;

import java.nio.file.Path;

/**
 * A network and images to begin with.
 *
 * @param folder that both lie in, which may be looked into
 */
public record Example(Path folder, Path model, Path images) {}
