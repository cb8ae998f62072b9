import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.Presearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;

/**
 * Lucene's side of bench_rules.py: holds rules and documents, and answers lines on standard input with lines of JSON.
 *
 * <p>"run NAME" matches all documents, one by one in one thread, and gives seconds of the clock and of the processor
 * (garbage collection included); "fired NAME FILE" writes which rules fired. NAME is single or multipass, the
 * presearcher.
 */
public final class Harness {
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int PASSES = 4;

  private record Fired(int count, List<String> lines) {}

  public static void main(String[] arguments) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Analyzer analyzer = new ArabicAnalyzer();
    List<Document> documents = documents(json, Path.of(arguments[1]));
    Map<String, Monitor> monitors = new TreeMap<>();
    for (String name : List.of("single", "multipass")) {
      long before = used();
      long began = System.nanoTime();
      monitors.put(name, monitor(name, analyzer, json, Path.of(arguments[0])));
      double seconds = (System.nanoTime() - began) / 1e9;
      answer(json, Map.of("loaded", name, "seconds", seconds, "megabytes", (used() - before) / 1e6));
    }
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", 3);
      Monitor monitor = monitors.get(words[1]);
      if (words[0].equals("fired")) {
        Files.write(Path.of(words[2]), match(monitor, documents, true).lines());
        answer(json, Map.of("written", words[2]));
      } else {
        System.gc();
        long processor = MACHINE.getProcessCpuTime();
        long began = System.nanoTime();
        int fired = match(monitor, documents, false).count();
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = (MACHINE.getProcessCpuTime() - processor) / 1e9;
        answer(json, Map.of("fired", fired, "seconds", seconds, "cpu", cpu));
      }
    }
    for (Monitor monitor : monitors.values()) {
      monitor.close(); // a thread of its own would keep the process
    }
  }

  private static void answer(ObjectMapper json, Map<String, Object> what) throws IOException {
    System.out.println(json.writeValueAsString(what));
    System.out.flush();
  }

  private static Monitor monitor(String name, Analyzer analyzer, ObjectMapper json, Path rules) throws IOException {
    Presearcher presearcher =
        name.equals("single") ? new TermFilteredPresearcher() : new MultipassTermFilteredPresearcher(PASSES);
    Monitor monitor = new Monitor(analyzer, presearcher);
    Queries queries = new Queries(analyzer);
    List<MonitorQuery> all = new ArrayList<>();
    for (String line : Files.readAllLines(rules)) {
      JsonNode rule = json.readTree(line);
      all.add(new MonitorQuery(rule.get("id").asText(), queries.of(rule)));
    }
    monitor.register(all);
    return monitor;
  }

  /** The text's field holds the title too, so that a word is looked for in one field, not in two. */
  private static List<Document> documents(ObjectMapper json, Path file) throws IOException {
    List<Document> all = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode article = json.readTree(line);
      Document document = new Document();
      document.add(new StringField("publisher", article.get("publisher").asText(), Field.Store.NO));
      document.add(new TextField("title", article.get("title").asText(), Field.Store.NO));
      document.add(new TextField("all", article.get("title").asText(), Field.Store.NO));
      document.add(new TextField("all", article.get("text").asText(), Field.Store.NO));
      all.add(document);
    }
    return all;
  }

  private static Fired match(Monitor monitor, List<Document> documents, boolean tell) throws IOException {
    int count = 0;
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < documents.size(); number++) {
      var matches = monitor.match(documents.get(number), QueryMatch.SIMPLE_MATCHER);
      count += matches.getMatchCount();
      if (tell) {
        for (QueryMatch match : matches.getMatches()) {
          lines.add(number + " " + match.getQueryId());
        }
      }
    }
    return new Fired(count, lines);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
