package io.ssehub.demo;

import io.ssehub.demo.config.Command;
import io.ssehub.demo.config.CommandReader;
import io.ssehub.demo.config.ServeOptions;
import io.ssehub.demo.config.SimulateOptions;
import io.ssehub.demo.config.UsageException;
import io.ssehub.demo.hmac.BoardKeys;
import io.ssehub.demo.hmac.KeyFile;
import io.ssehub.demo.hub.HubApplication;
import io.ssehub.demo.hub.StartException;
import io.ssehub.demo.log.LogConfiguration;
import io.ssehub.demo.log.Printable;
import io.ssehub.demo.simulate.Fleet;
import io.ssehub.demo.simulate.FleetOptions;
import io.ssehub.demo.simulate.Mishaps;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program. Exits with 0 when all went well, also after a signal, 1 after a failure at run time, 2 after wrong usage. Standard output carries what was
 * asked for: of the hub one line, which says where it listens; everything else is on standard error.
 */
public final class Main {
    private static final int CLEAN = 0;
    private static final int FAILURE = 1;
    private static final int WRONG_USAGE = 2;
    private static final int MAX_MESSAGE_CHARS = 2_000;
    private static final Duration FLEET_GRACE = Duration.ofSeconds(5);

    private Main() {}

    /** Does what {@code args} say and exits. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) throws InterruptedException {
        Command command;
        try {
            command = CommandReader.read(args, System.getenv());
        } catch (UsageException e) {
            tell(e);
            System.err.println("'java -jar sse-hub.jar --help' shows what is allowed");
            return WRONG_USAGE;
        }
        if (command instanceof Command.Serve serve) {
            return serve(serve.options());
        }
        if (command instanceof Command.Simulate simulate) {
            return simulate(simulate.options());
        }
        System.out.print(((Command.Show) command).text());
        return CLEAN;
    }

    private static int serve(ServeOptions options) throws InterruptedException {
        LogConfiguration.level(options.logLevel());
        Logger log = LoggerFactory.getLogger(Main.class);
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> log.error("thread {} ends by an exception", thread.getName(), fault));
        HubApplication hub;
        try {
            hub = new HubApplication(options);
        } catch (StartException e) {
            tell(e);
            return FAILURE;
        }
        ExitOnSignal onSignal = ExitOnSignal.install(hub::close, options.drain());
        try {
            hub.start();
        } catch (StartException e) {
            onSignal.remove();
            tell(e);
            return FAILURE;
        }
        System.out.println(hub.greeting());
        new CountDownLatch(1).await();
        return CLEAN;
    }

    private static int simulate(SimulateOptions options) {
        Mishaps mishaps = new Mishaps(options.loss(), options.duplicates(), options.reorder(), options.reboots());
        Fleet fleet;
        try {
            BoardKeys keys = options.boardKeys() == null ? null : KeyFile.open(options.boardKeys(), Integer.MAX_VALUE).keys();
            fleet = new Fleet(new FleetOptions(options.boards(), options.ratePerSecond(), options.target(), options.duration(), mishaps, System.nanoTime(), keys));
        } catch (IOException | IllegalArgumentException e) {
            tell(e);
            return FAILURE;
        }
        CountDownLatch told = new CountDownLatch(1);
        ExitOnSignal onSignal = ExitOnSignal.install(() -> stop(fleet, told), FLEET_GRACE);
        try {
            System.out.println(fleet.run());
            return CLEAN;
        } catch (IOException e) {
            tell(e);
            return FAILURE;
        } finally {
            told.countDown();
            onSignal.remove();
        }
    }

    private static void stop(Fleet fleet, CountDownLatch told) {
        fleet.stop();
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Exception e) {
        System.err.println("sse-hub: " + Printable.of(String.valueOf(e.getMessage()), MAX_MESSAGE_CHARS));
    }
}
