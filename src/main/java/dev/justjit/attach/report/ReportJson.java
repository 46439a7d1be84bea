package dev.justjit.attach.report;

import dev.justjit.json.JsonText;
import dev.justjit.region.RegionReport;
import dev.justjit.region.ir.Exit;
import java.util.List;

/** Reports as JSON; {@code justjit.explain} documents the names. Positions without a line are null. */
public final class ReportJson {
    private final JsonText json;

    private ReportJson(JsonText json) {
        this.json = json;
    }

    /** Writes the report as an object. */
    public static void write(JsonText json, Report report) {
        new ReportJson(json).report(report);
    }

    private void report(Report report) {
        json.object().name("name").value(report.name());
        json.name("compiled").value(report.bytes() > 0);
        json.name("reason").value(report.refusal());
        json.name("bytes").value(report.bytes());
        json.name("versions").value(report.versions());
        exits(report.exits(), false);
        sites(report.sites());
        json.name("loops").array();
        for (Report.LoopReport loop : report.loops()) {
            loop(loop);
        }
        json.endArray();
        report.optimizer().write(json);
        json.endObject();
    }

    private void exits(List<Report.Exit> exits, boolean region) {
        json.name("exits").array();
        for (int i = 0; i < exits.size(); i++) {
            Report.Exit exit = exits.get(i);
            json.object().name("unit").value(exit.unit());
            json.name("opcode").value(exit.opcode());
            json.name("reason").value(exit.reason());
            json.name("count").value(exit.count());
            if (region) {
                json.name("ordinary").value(Exit.ORDINARY.contains(exit.reason()));
            }
            line(exit.line());
            json.endObject();
        }
        json.endArray();
    }

    private void sites(List<SiteReport> sites) {
        json.name("sites").array();
        for (int i = 0; i < sites.size(); i++) {
            SiteReport site = sites.get(i);
            json.object().name("unit").value(site.unit());
            json.name("opcode").value(site.opcode());
            json.name("name").value(site.name());
            line(site.line());
            json.name("misses").value(site.misses());
            json.name("shapes").array();
            for (int k = 0; k < site.shapes().size(); k++) {
                json.object().name("kind").value(site.shapes().get(k).shape().text());
                json.name("count").value(site.shapes().get(k).count()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private void line(int line) {
        json.name("line");
        if (line == 0) {
            json.value((String) null);
        } else {
            json.value(line);
        }
    }

    private void loop(Report.LoopReport loop) {
        json.object().name("unit").value(loop.unit());
        json.name("kind").value(loop.body() ? "body" : "loop");
        line(loop.line());
        boolean waits = loop.refusal() == null && loop.regions().isEmpty();
        json.name("reason").value(waits ? "not hot yet" : loop.refusal());
        json.name("regions").array();
        for (Report.LoadedRegionReport region : loop.regions()) {
            region(region);
        }
        json.endArray().endObject();
    }

    private void region(Report.LoadedRegionReport region) {
        json.object().name("bytes").value(region.bytes());
        json.name("entered").value(region.entered());
        json.name("values").array();
        for (RegionReport.Value value : region.facts().values()) {
            json.object().name("name").value(value.name());
            json.name("type").value(value.type());
            json.name("place").value(value.place()).endObject();
        }
        json.endArray().name("calls").array();
        for (String call : region.facts().calls()) {
            json.value(call);
        }
        json.endArray().name("obstacles").array();
        for (RegionReport.Obstacle obstacle : region.facts().obstacles()) {
            json.object();
            line(obstacle.line());
            json.name("reason").value(obstacle.reason()).endObject();
        }
        json.endArray();
        exits(region.exits(), true);
        json.endObject();
    }
}
