package fetch

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medcode-cli/medcode/codesets"
)

func zipOf(t testing.TB, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A site is a server that behaves as each test says, and counts requests.
type site struct {
	*httptest.Server
	mux   *http.ServeMux
	mu    sync.Mutex
	calls []string // path and Range of each request
}

func newSite(t *testing.T) *site {
	s := &site{mux: http.NewServeMux()}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.calls = append(s.calls, strings.TrimSpace(r.URL.Path+" "+r.Header.Get("Range")))
		s.mu.Unlock()
		s.mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// requests returns what was asked for so far; a handler may still be running.
func (s *site) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// serve serves content with an ETag, and parts of it.
func (s *site) serve(path string, content []byte) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}

// options sends every request, wherever to, to the site.
func (s *site) options(t *testing.T) Options {
	at, _ := url.Parse(s.URL)
	base := s.Client()
	return Options{
		Dir: t.TempDir(), Stall: 2 * time.Second, AMA: true,
		Wait: func(context.Context, time.Duration) error { return nil },
		Client: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.URL.Scheme == "https" {
				r.URL.Host = at.Host
			}
			return base.Transport.RoundTrip(r)
		})},
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func target(name string) Target {
	return Target{
		Set: codesets.AOC, Title: "a table", URLs: []string{"https://www.cms.gov/files/zip/" + name},
		Landing: "https://www.cms.gov/page", Link: regexp.MustCompile(`^table-.*\.zip$`),
	}
}

func TestFetch(t *testing.T) {
	s := newSite(t)
	content := zipOf(t, "a.txt", strings.Repeat("hello ", 1000))
	s.serve("/files/zip/table.zip", content)
	opts := s.options(t)
	for _, cached := range []bool{false, true} {
		got, err := Fetch(t.Context(), []Target{target("table.zip")}, opts)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(got[0].Path)
		if err != nil || !bytes.Equal(b, content) || got[0].Cached != cached || got[0].Size != int64(len(content)) ||
			got[0].SHA256 != fmt.Sprintf("%x", sha256.Sum256(content)) {
			t.Errorf("Fetch = %+v, %v, want the content, cached %t", got[0], err, cached)
		}
	}
	// A file changed on disk is downloaded anew.
	path := filepath.Join(opts.Dir, "table.zip")
	if err := os.WriteFile(path, []byte("PK changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Fetch(t.Context(), []Target{target("table.zip")}, opts)
	if err != nil || got[0].Cached || got[0].Size != int64(len(content)) {
		t.Errorf("Fetch of a changed file = %+v, %v", got, err)
	}
}

// The name on the site is not what was expected: its page tells the real one.
func TestLanding(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct{ page, want string }{
		{`<a href="/files/zip/other.zip">o</a> <A HREF='/files/zip/table-x.zip'>x</A>`, "https://www.cms.gov/files/zip/table-x.zip"},
		{`<a href="/license/ama?file=/files/zip/table-x.zip&amp;x=1">x</a>`, "https://www.cms.gov/files/zip/table-x.zip"},
		{`<a href="https://www.cms.gov/files/zip/table-gone.zip">x</a><a href="table-x.zip">`, ""},
		{`nothing`, ""},
	} {
		opts := s.options(t)
		s.mux = http.NewServeMux()
		s.serve("/files/zip/table-x.zip", zipOf(t, "a.txt", "hello"))
		s.mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, test.page) })
		got, err := Fetch(t.Context(), []Target{target("table.zip")}, opts)
		switch {
		case test.want == "":
			if !errors.Is(err, errNotThere) || !strings.Contains(err.Error(), "https://www.cms.gov/page does not list it") {
				t.Errorf("page %q: error %v, want not found", test.page, err)
			}
		case err != nil || got[0].URL != test.want:
			t.Errorf("page %q: %+v, %v, want %s", test.page, got, err, test.want)
		}
	}
}

// A download that breaks off is resumed where it broke off.
func TestResume(t *testing.T) {
	s := newSite(t)
	content := zipOf(t, "a.txt", strings.Repeat(fmt.Sprint(time.Second), 5000))
	half := len(content) / 2
	s.mux.HandleFunc("/files/zip/table.zip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("Range") != "" {
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
			return
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		_, _ = w.Write(content[:half])
	})
	got, err := Fetch(t.Context(), []Target{target("table.zip")}, s.options(t))
	if err != nil || got[0].SHA256 != fmt.Sprintf("%x", sha256.Sum256(content)) {
		t.Fatalf("Fetch = %+v, %v", got, err)
	}
	want := []string{"/files/zip/table.zip", fmt.Sprintf("/files/zip/table.zip bytes=%d-", half)}
	if diff := cmp.Diff(want, s.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestRetry(t *testing.T) {
	s := newSite(t)
	content := zipOf(t, "a.txt", "hello")
	tries := 0
	s.mux.HandleFunc("/files/zip/table.zip", func(w http.ResponseWriter, _ *http.Request) {
		if tries++; tries < 3 {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(content)
	})
	opts := s.options(t)
	var waits []time.Duration
	opts.Wait = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
	if _, err := Fetch(t.Context(), []Target{target("table.zip")}, opts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{7 * time.Second, 7 * time.Second}, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}

func TestFaults(t *testing.T) {
	content := zipOf(t, "a.txt", "hello")
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		want    string
		calls   int
	}{
		{"an HTML page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "\n<!DOCTYPE html><html>") }, "an HTML page came instead", 1},
		{"an empty file", func(http.ResponseWriter, *http.Request) {}, "the file is empty", 1},
		{"not a zip", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello world") }, "not a zip archive", 1},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, "403", 1},
		{"server error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "502", maxTries},
		{"plain redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.org/table.zip", http.StatusFound)
		}, "want https", 1},
		{"endless redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		}, "redirects", maxRedirects},
		{"too long", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(maxSize+1))
			_, _ = w.Write(content)
		}, "bytes, want at most", 1},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(2*len(content)))
			_, _ = w.Write(content)
		}, "unexpected EOF", maxTries},
		{"silent", func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		}, "no data for", maxTries},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t)
			s.mux.HandleFunc("/files/zip/table.zip", test.handler)
			opts := s.options(t)
			opts.Stall = 100 * time.Millisecond
			got, err := Fetch(t.Context(), []Target{target("table.zip")}, opts)
			if err == nil || !strings.Contains(err.Error(), test.want) || len(got) != 0 {
				t.Errorf("Fetch = %v, %v, want an error with %q", got, err, test.want)
			}
			if n := len(s.requests()); n != test.calls {
				t.Errorf("%d requests, want %d", n, test.calls)
			}
			if _, err := os.Stat(filepath.Join(opts.Dir, "table.zip")); err == nil {
				t.Error("a file is left")
			}
		})
	}
}

func TestMirror(t *testing.T) {
	content := zipOf(t, "a.txt", "hello")
	s := newSite(t)
	s.serve("/mirror/table.zip", content)
	opts := s.options(t)
	opts.From = s.URL + "/mirror"
	if _, err := Fetch(t.Context(), []Target{target("table.zip")}, opts); err != nil {
		t.Errorf("without digests: %v", err)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(content))
	for _, test := range []struct{ sums, want string }{
		{sum + "  table.zip\n", ""},
		{strings.Repeat("0", 64) + " *table.zip\n", "SHA-256 is " + sum},
	} {
		dir := t.TempDir()
		for name, b := range map[string][]byte{"TABLE.zip": content, "table-2.zip": content, sums: []byte(test.sums)} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Fetch(t.Context(), []Target{target("table.zip")}, Options{From: dir})
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("from a folder with %q: %v, want %q", test.sums, err, test.want)
		}
		s.mux = http.NewServeMux()
		s.serve("/mirror/table.zip", content)
		s.serve("/mirror/SHA256SUMS", []byte(test.sums))
		opts.Dir = t.TempDir()
		_, err = Fetch(t.Context(), []Target{target("table.zip")}, opts)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("from an address with %q: %v, want %q", test.sums, err, test.want)
		}
	}
	if _, err := Fetch(t.Context(), []Target{target("other.zip")}, Options{From: t.TempDir()}); !errors.Is(err, errNotThere) {
		t.Errorf("from an empty folder: %v, want not found", err)
	}
	if _, err := Fetch(t.Context(), nil, Options{From: "no such place"}); err == nil {
		t.Error("from a folder that is not there: no error")
	}
}

func TestLicence(t *testing.T) {
	s := newSite(t)
	var query string
	s.mux.HandleFunc("/files/zip/table.zip", func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.RawQuery
		_, _ = w.Write(zipOf(t, "a.txt", "hello"))
	})
	ama := target("table.zip")
	ama.AMA = true
	opts := s.options(t)
	opts.AMA = false
	if _, err := Fetch(t.Context(), []Target{ama}, opts); !errors.Is(err, ErrLicence) || len(s.requests()) != 0 {
		t.Errorf("Fetch: %v with %d requests, want ErrLicence and none", err, len(s.requests()))
	}
	opts.AMA = true
	if _, err := Fetch(t.Context(), []Target{ama}, opts); err != nil || query != "agree=yes" {
		t.Errorf("Fetch: %v, query %q, want agree=yes", err, query)
	}
}

func TestOptional(t *testing.T) {
	s := newSite(t)
	s.serve("/files/zip/table.zip", zipOf(t, "a.txt", "hello"))
	april := target("april.zip")
	april.Optional = true
	got, err := Fetch(t.Context(), []Target{april, target("table.zip")}, s.options(t))
	if err != nil || len(got) != 1 {
		t.Errorf("Fetch = %v, %v, want the file that is there", got, err)
	}
}

func TestTargets(t *testing.T) {
	for _, test := range []struct {
		set  codesets.CodeSet
		date codesets.Date
		want []string
	}{
		{codesets.ICD10CM, 20261001, []string{"2027-code-descriptions-tabular-order.zip", "2027-code-tables-tabular-index.zip"}},
		{codesets.ICD10CM, 20260401, []string{
			"2026-code-descriptions-tabular-order.zip", "2026-code-tables-tabular-index.zip",
			"april-1-2026-code-descriptions-tabular-order.zip", "april-1-2026-code-tables-tabular-index.zip",
		}},
		{codesets.HCPCS, 20261122, []string{"october-2026-alpha-numeric-hcpcs-file.zip"}},
		{codesets.MPFS, 20260115, []string{"rvu26a.zip"}},
		{codesets.PTPPractitioner, 20240501, []string{
			"medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f1.zip", "medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f2.zip",
			"medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f3.zip", "medicare-ncci-2024q2-practitioner-ptp-edits-ccipra-v301r0-f4.zip",
		}},
		{codesets.MUEHospital, 20251231, []string{"medicare-ncci-2025-q4-facility-outpatient-hospital-services-mue-table.zip"}},
		{codesets.AOC, 20260601, []string{"add-code-edits-medicare-effective-04012026.zip"}},
		{codesets.CPT, 20260601, nil},
	} {
		var got []string
		for _, target := range Targets(test.set, test.date) {
			got = append(got, target.Name())
			if strings.ContainsAny(strings.Join(target.URLs, "")+target.Title+target.Landing, "{}") {
				t.Errorf("Targets(%s, %v) leaves a placeholder in %+v", test.set, test.date, target)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("Targets(%s, %v) (-want +got):\n%s", test.set, test.date, diff)
		}
	}
	for _, set := range Sets() {
		for _, target := range Targets(set, 20260815) {
			for _, u := range target.URLs {
				if !strings.HasPrefix(u, "https://") {
					t.Errorf("%s: %s is not https", target.Title, u)
				}
			}
		}
	}
}

func TestEditionDate(t *testing.T) {
	for edition, want := range map[string]codesets.Date{
		"FY2027": 20261001, "FY2027-04": 20270401, "2026Q4": 20261001, "2026": 20260101,
		"2026Q5": 0, "FY27": 0, "": 0, "FY2027-13": 0,
	} {
		got, err := EditionDate(edition)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("EditionDate(%q) = %v, %v, want %v", edition, got, err, want)
		}
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{"a.zip": "a.zip", "..": "file..", "": "file", `a\b:c.zip`: "a-b-c.zip", ".": "file."} {
		if got := safeName(in); got != want {
			t.Errorf("safeName(%q) = %q, want %q", in, got, want)
		}
	}
}
