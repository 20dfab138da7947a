package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out the versions of servers and of what runs them; what cannot be found out is empty. */
final class Versions {
    private static final Pattern JSON_VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern NGINX_VERSION = Pattern.compile("nginx/(\\S+)");

    private final Path folder;
    private final Jvm jvm;

    Versions(Path folder, Jvm jvm) {
        this.folder = folder;
        this.jvm = jvm;
    }

    String of(Peer peer) throws InterruptedException {
        try {
            if (peer.kind() == Peer.Kind.NGINX) {
                return Programs.output("dpkg-query", "-W", "-f", "${Version}", peer.version());
            }
            Path file = folder.resolve(peer.version()).normalize();
            String name = file.getFileName().toString();
            return name.contains("*") ? inName(file.resolve("..").normalize(), name) : name.endsWith(".jar") ? inManifest(file) : first(JSON_VERSION, Files.readString(file, UTF_8));
        } catch (IOException e) {
            return "";
        }
    }

    String runtime(Peer peer) throws InterruptedException {
        try {
            return switch (peer.kind()) {
                case JAVA -> "Java " + jvm.release();
                case NODE -> "Node.js " + Programs.output("node", "--version");
                case NGINX -> "nginx " + first(NGINX_VERSION, Programs.output(Programs.find("nginx").map(Path::toString).orElse("nginx"), "-v"));
            };
        } catch (IOException e) {
            return "";
        }
    }

    private static String inName(Path parent, String glob) throws IOException {
        Pattern pattern = Pattern.compile(Pattern.quote(glob).replace("*", "\\E(\\d.*)\\Q"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, glob)) {
            for (Path file : files) {
                Matcher matcher = pattern.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    return matcher.group(1);
                }
            }
        }
        return "";
    }

    private static String inManifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String version = manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
            return version == null ? "" : version;
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
