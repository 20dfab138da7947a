package io.ssehub.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.RawClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Builds what the README tells a Java programmer to write, as a project and a module of its own, against the jars of this build. */
class ReadmeProjectIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path USERS_REPOSITORY = Path.of(System.getProperty("localRepository"));
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path project;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void firstEventOfTheReadmeReachesASubscriber() throws Exception {
        String module = readmeBlock("java", "^module ");
        String program = readmeBlock("java", "class .*\\bmain\\(");
        String mainClass = first("^package ([\\w.]+);", program) + "." + first("\\bclass (\\w+)", program);
        write("pom.xml", pom(readmeBlock("xml", "<artifactId>sse-netty</artifactId>")));
        write("src/main/java/module-info.java", module);
        write("src/main/java/" + mainClass.replace('.', '/') + ".java", program.replace("port(8080)", "port(0)"));
        installThisBuild();

        build();

        assertThat(firstEventOf(first("module ([\\w.]+)", module) + "/" + mainClass)).contains("event: new_readings\n", "data: {\"temperature\":21.4}\n");
    }

    private static String readmeBlock(String language, String mark) throws IOException {
        List<String> blocks = Pattern.compile("(?ms)^```(\\w+)\\R(.*?)^```$").matcher(Files.readString(ROOT.resolve("README.md"))).results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .filter(block -> Pattern.compile("(?ms)" + mark).matcher(block).find())
                .toList();
        assertThat(blocks).as("blocks of %s in README.md with %s", language, mark).hasSize(1);
        return blocks.get(0);
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private void write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The plugins are those of this build, so that they need not be fetched. */
    private static String pom(String dependency) throws IOException {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>first-event</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <maven.compiler.failOnWarning>true</maven.compiler.failOnWarning>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencies>
                %s
                  </dependencies>
                  <build>
                    <plugins>
                      <plugin><artifactId>maven-resources-plugin</artifactId><version>%s</version></plugin>
                      <plugin><artifactId>maven-compiler-plugin</artifactId><version>%s</version></plugin>
                      <plugin><artifactId>maven-surefire-plugin</artifactId><version>%s</version></plugin>
                      <plugin>
                        <artifactId>maven-jar-plugin</artifactId>
                        <version>%s</version>
                        <configuration>
                          <archive><manifest><addClasspath>true</addClasspath><classpathLayoutType>repository</classpathLayoutType></manifest></archive>
                        </configuration>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """
                .formatted(dependency, pinned("resources"), pinned("compiler"), pinned("surefire"), pinned("jar"));
    }

    private static String pinned(String plugin) throws IOException {
        String version = ofTheRootPom("<artifactId>maven-" + plugin + "-plugin</artifactId>\\s*<version>(.+)</version>");
        return version.startsWith("${") ? ofTheRootPom("<" + version.substring(2, version.length() - 1) + ">(.+)</") : version;
    }

    private static String ofTheRootPom(String pattern) throws IOException {
        return first(pattern, Files.readString(ROOT.resolve("pom.xml")));
    }

    private void installThisBuild() throws IOException {
        install("sse-parent", ROOT.resolve("pom.xml"), "pom");
        for (String module : List.of("sse-core", "sse-netty")) {
            install(module, ROOT.resolve(module).resolve("pom.xml"), "pom");
            install(module, ROOT.resolve(module).resolve("target/" + module + "-" + version() + ".jar"), "jar");
        }
    }

    private void install(String artifact, Path file, String extension) throws IOException {
        Path target = project.resolve("repository/io/ssehub/" + artifact + "/" + version() + "/" + artifact + "-" + version() + "." + extension);
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
    }

    private static String version() throws IOException {
        return ofTheRootPom("<artifactId>sse-parent</artifactId>\\s*<version>(.+)</version>");
    }

    /** Builds the project with a local repository of its own; the user's is only read, for Netty and Maven's plugins. */
    private void build() throws IOException, InterruptedException {
        String maven = ROOT.resolve("mvnw").toString();
        Process process = start(maven, "-B", "-o", "-Dmaven.repo.local=repository", "-Dmaven.repo.local.tail=" + USERS_REPOSITORY, "package");
        try (InputStream out = process.getInputStream()) {
            String log = new String(out.readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(log).isZero();
        }
    }

    /** Runs the program, asks for the URL that it prints, and returns the first event. */
    private String firstEventOf(String mainModule) throws IOException, InterruptedException {
        Process process = start(JAVA_HOME.resolve("bin/java").toString(), "--module-path", modulePath(), "--module", mainModule);
        try (BufferedReader out = process.inputReader(UTF_8)) {
            String url = out.lines().filter(line -> line.contains("http://")).findFirst().orElseThrow();
            String event = firstEventAt(Integer.parseInt(first("http://127.0.0.1:(\\d+)", url)), first("http://[^/]+([^' ]+)", url));
            process.outputWriter().close();
            assertThat(process.waitFor()).isZero();
            return event;
        }
    }

    private static String firstEventAt(int port, String path) {
        try (RawClient client = RawClient.connect(port)) {
            client.request("GET " + path).readThrough("\r\n\r\n");
            String event = client.chunk();
            while (!event.contains("event:")) {
                event = client.chunk();
            }
            return event;
        }
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String modulePath() throws IOException {
        Path jar = project.resolve("target/first-event-1.jar");
        try (JarFile opened = new JarFile(jar.toFile())) {
            String dependencies = opened.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return Stream.concat(Stream.of(jar), Stream.of(dependencies.split(" ")).map(this::inEitherRepository))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private Path inEitherRepository(String file) {
        Path own = project.resolve("repository").resolve(file);
        return Files.exists(own) ? own : USERS_REPOSITORY.resolve(file);
    }
}
