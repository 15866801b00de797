package org.neurochains.app;

import org.neurochains.NeuroChains;
import picocli.CommandLine.IVersionProvider;

/** The version, for people. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"neurochains " + NeuroChains.version()};
    }
}
