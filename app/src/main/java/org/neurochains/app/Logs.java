package org.neurochains.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.jspecify.annotations.Nullable;
import org.neurochains.InputException;

/** What the library logs: to the terminal above the progress bar, and to the file of {@code --log}. */
final class Logs {
    private static final String PATTERN = "%d{ISO8601} %-5level [%t] %logger{1}: %msg%n%throwable";

    private Logs() {}

    /**
     * Starts logging as the options say: warnings to the terminal, more with {@code -v}, none with {@code --quiet}; all
     * to the file.
     *
     * @throws InputException if the file cannot be written
     */
    static void start(CommonOptions options, Terminal terminal) {
        Path file = options.log;
        if (file != null) {
            checkWritable(file);
        }
        LoggerContext context = LoggerContext.getContext(false);
        context.start(settings(context, appender(terminal), level(options), file));
    }

    /** Closes the log's file. */
    static void stop() {
        LoggerContext context = LoggerContext.getContext(false);
        context.start(settings(context, null, Level.OFF, null));
    }

    private static Level level(CommonOptions options) {
        if (options.quiet) {
            return Level.ERROR;
        }
        return switch (options.verbose.length) {
            case 0 -> Level.WARN;
            case 1 -> Level.INFO;
            default -> Level.DEBUG;
        };
    }

    private static void checkWritable(Path file) {
        try {
            Files.writeString(file, "", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw InputException.of(
                    "--log " + file, "cannot be written", "name a file in a folder you may write to", e);
        }
    }

    /** A configuration made here rather than read from a file. */
    private static AbstractConfiguration settings(
            LoggerContext context, @Nullable Appender terminal, Level level, @Nullable Path file) {
        return new AbstractConfiguration(context, ConfigurationSource.NULL_SOURCE) {
            @Override
            protected void doConfigure() {
                getRootLogger().setLevel(file == null ? level : Level.DEBUG);
                if (terminal != null) {
                    add(terminal, level);
                }
                if (file != null) {
                    add(appender(file, this), Level.DEBUG);
                }
            }

            private void add(Appender appender, Level least) {
                appender.start();
                addAppender(appender);
                getRootLogger().addAppender(appender, least, null);
            }
        };
    }

    private static Appender appender(Path file, Configuration configuration) {
        return FileAppender.newBuilder()
                .setName("file")
                .setFileName(file.toString())
                .setAppend(true)
                .setLayout(PatternLayout.newBuilder()
                        .setPattern(PATTERN)
                        .setCharset(StandardCharsets.UTF_8)
                        .build())
                .setConfiguration(configuration)
                .build();
    }

    private static Appender appender(Terminal terminal) {
        return new AbstractAppender("terminal", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                String kind = event.getLevel().isMoreSpecificThan(Level.ERROR)
                        ? "error: "
                        : event.getLevel().equals(Level.WARN) ? "warning: " : "";
                terminal.message("neurochains: " + kind + event.getMessage().getFormattedMessage());
            }
        };
    }
}
