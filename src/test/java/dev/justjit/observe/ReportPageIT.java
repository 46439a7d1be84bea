package dev.justjit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of a report in a browser, if this machine has one: a script in a copy of it does what a user would. */
class ReportPageIT {
    private static final String SCRIPT =
            """
            <script>
            { const said = [];
            const rows = () => [...document.querySelectorAll("#rows tbody tr")];
            const names = () => rows().map((row) => row.cells[0].firstChild.textContent);
            const tell = (name, value) => said.push(name + ": " + value);
            const row = (name) => rows()[names().indexOf(name)];
            const set = (id, value) => { $(id).value = value; $(id).dispatchEvent(new Event(id === "search" ? "input" : "change")); };
            try {
              tell("picked", document.querySelector("#function h2").textContent === names()[0]);
              tell("bars", document.querySelectorAll("#timeline rect.mark").length > 0);
              row("texts").click();
              tell("clicked", document.querySelector("#function h2").textContent + " " + document.querySelector("tr.pick").cells[0].firstChild.textContent);
              const line = () => [...document.querySelectorAll("tr.source")].find((each) => each.textContent.includes('d.get(key'));
              tell("source", line().cells[5].textContent.trim());
              line().click();
              tell("bytecode", line().nextElementSibling.querySelector("pre.bytecode").textContent.includes("STORE_SUBSCR"));
              tell("machine", line().nextElementSibling.querySelector("pre.machine").textContent.includes("machine code, "));
              line().click();
              tell("closed", !document.querySelector("tr.more"));
              document.querySelector("button[data-view=bytecode]").click();
              tell("all", document.querySelectorAll("tr.more").length > 3);
              set("search", "D.GET(KEY");
              tell("found", names().includes("texts") && !names().includes("numeric"));
              set("search", "there is no such text");
              tell("none", rows().length);
              set("search", "");
              set("filter", "region");
              tell("registers", names().includes("numeric") && !names().includes("texts"));
              set("filter", "all");
              document.querySelectorAll("#rows th")[0].click();
              tell("sorted", names().join() === [...names()].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1).join());
              const before = getComputedStyle(document.body).backgroundColor;
              $("theme").click();
              tell("theme", before !== getComputedStyle(document.body).backgroundColor && document.documentElement.dataset.theme);
              document.querySelector("#timeline rect.mark").dispatchEvent(new Event("click"));
              tell("event", $("moment").textContent.includes("compiled"));
              document.dispatchEvent(new KeyboardEvent("keydown", { key: "/" }));
              tell("key", document.activeElement.id);
              tell("foreign", document.querySelectorAll("script").length + " " + [...document.querySelectorAll("[src],[href]")].length);
            } catch (error) { said.push("error: " + error.stack); }
            const result = document.createElement("pre");
            result.id = "result";
            result.textContent = said.join("\\n") + "\\n";
            document.body.append(result); }
            </script>
            """;

    private static final String EXPECTED =
            """
            picked: true
            bars: true
            clicked: texts texts
            source: d[key] = d.get(key, "</script>")
            bytecode: true
            machine: true
            closed: true
            all: true
            found: true
            none: 0
            registers: true
            sorted: true
            theme: dark
            event: true
            key: search
            foreign: 3 0
            """;

    private static Path browser() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
    }

    @Test
    void itDoesWhatAUserWants() throws Exception {
        Path browser = browser();
        assumeTrue(Files.isExecutable(browser) && browser.isAbsolute(), "there is no Chromium");
        try (JarProgram jar = new JarProgram().option("-Djustjit.wait=true")) {
            jar.with("app.py", ReportIT.resource("reported.py"));
            Outcome made = jar.run("report", "-o", "r.html", "app.py");
            assertEquals("done\n", made.out(), made::err);
            Path page = jar.folder().resolve("r.html");
            String text = Files.readString(page).replace("</body>", SCRIPT + "</body>");
            Files.writeString(page, text);
            Path profile = Files.createDirectory(jar.folder().resolve("profile"));
            List<String> command =
                    List.of(
                            browser.toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--user-data-dir=" + profile,
                            "--dump-dom",
                            page.toUri().toString());
            Outcome shown = ChildProcess.run(command, jar.folder(), Map.of(), "");
            Matcher result =
                    Pattern.compile("(?s)<pre id=\"result\">(.*?)</pre>").matcher(shown.out());
            assertEquals(true, result.find(), shown::err);
            assertEquals(EXPECTED, result.group(1).replace("&lt;", "<").replace("&gt;", ">"));
        }
    }
}
