package io.ssehub.demo.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import org.slf4j.LoggerFactory;

/** Sends the log to standard error. Logback finds and calls it. */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    private static final String PROJECT = "io.ssehub";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        // Logback reports on itself on standard output otherwise.
        context.getStatusManager().add(new NopStatusListener());
        LineLayout layout = new LineLayout();
        layout.setContext(context);
        layout.start();
        BoundedAppender appender = new BoundedAppender(layout, System.err, System::nanoTime);
        appender.setContext(context);
        appender.setName("stderr");
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets the least severe messages of the project that are logged. */
    public static void level(org.slf4j.event.Level level) {
        ((Logger) LoggerFactory.getLogger(PROJECT)).setLevel(Level.convertAnSLF4JLevel(level));
    }

    /** Writes what waits to be logged and closes the log. */
    public static void flush() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }
}
