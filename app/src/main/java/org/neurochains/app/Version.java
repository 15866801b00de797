package org.neurochains.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, from a file that the build fills in. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"neurochains " + number()};
    }

    /** The version's number alone, such as {@code 1.2.0}. */
    static String number() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "of unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
