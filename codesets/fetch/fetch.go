package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/medcode-cli/medcode/codesets"
)

// Options says how to fetch.
type Options struct {
	Dir     string // folder the files are kept in
	From    string // a folder or URL to take the files from instead; may be http
	Program string // version of medcode, for the User-Agent
	AMA     bool   // the user accepts the CMS/AMA agreement

	Progress func(done, total int64, name string)       // total -1 when unknown; nil for none
	Client   *http.Client                               // nil: the default one
	Wait     func(context.Context, time.Duration) error // between tries; nil: sleep
	Stall    time.Duration                              // without data, then a try is given up; 0: half a minute
}

// A Fetched is one downloaded file.
type Fetched struct {
	Target Target
	URL    string // where it was
	Path   string // where it is
	Size   int64  // bytes
	SHA256 string // lower-case hex
	Cached bool   // had been downloaded before, and is still the same
}

// ErrLicence reports a file that the user must accept the CMS/AMA agreement for.
var ErrLicence = errors.New("the CMS/AMA agreement is not accepted")

// sums is the list of digests a mirror may have, in the form of sha256sum.
const sums = "SHA256SUMS"

// Fetch downloads targets, in order. It stops at the first that cannot be
// had, unless that is optional, and returns those it has.
func Fetch(ctx context.Context, targets []Target, opts Options) ([]Fetched, error) {
	f, err := newFetcher(opts)
	if err != nil {
		return nil, err
	}
	if err := f.readSums(ctx); err != nil {
		return nil, fmt.Errorf("fetch %s: %w", sums, err)
	}
	var out []Fetched
	for _, t := range targets {
		if t.AMA && !opts.AMA {
			return out, fmt.Errorf("fetch %s: %w", t.Title, ErrLicence)
		}
		got, err := f.target(ctx, t)
		if t.Optional && errors.Is(err, errNotThere) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("fetch %s: %w", t.Title, err)
		}
		out = append(out, got)
	}
	return out, nil
}

// A fetcher fetches targets.
type fetcher struct {
	downloader
	from   string            // base URL of a mirror, "" for the official places
	folder string            // mirror on disk
	sums   map[string]string // by lower-case name, SHA-256
	pages  map[string][]string
	plain  bool
}

func newFetcher(opts Options) (*fetcher, error) {
	f := &fetcher{pages: map[string][]string{}}
	client := opts.Client
	if client == nil {
		client = &http.Client{}
	}
	switch u, err := url.Parse(opts.From); {
	case opts.From == "":
	case err == nil && (u.Scheme == "http" || u.Scheme == "https"):
		f.from, f.plain = strings.TrimSuffix(opts.From, "/")+"/", u.Scheme == "http"
	default:
		info, err := os.Stat(opts.From)
		if err != nil || !info.IsDir() {
			return nil, fmt.Errorf("fetch from %s: want a folder or an http address", opts.From)
		}
		f.folder = opts.From
	}
	f.downloader = downloader{
		client: newClient(client, f.plain), dir: opts.Dir, stall: opts.Stall, wait: opts.Wait, show: opts.Progress,
		agent: "Mozilla/5.0 (compatible; medcode/" + opts.Program + ")",
	}
	if f.stall == 0 {
		f.stall = defaultStall
	}
	if f.wait == nil {
		f.wait = sleep
	}
	return f, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// target fetches t: from where it should be, else from where its page says.
func (f *fetcher) target(ctx context.Context, t Target) (Fetched, error) {
	if f.folder != "" {
		return f.fromFolder(t)
	}
	for _, u := range f.places(t) {
		got, err := f.download(ctx, t, u)
		if !errors.Is(err, errNotThere) {
			return got, err
		}
	}
	links, err := f.listed(ctx, t)
	if err != nil {
		return Fetched{}, err
	}
	for _, u := range links {
		got, err := f.download(ctx, t, u)
		if !errors.Is(err, errNotThere) {
			return got, err
		}
	}
	return Fetched{}, fmt.Errorf("%w at %s, and %s does not list it", errNotThere, f.places(t)[0], f.landing(t))
}

// places returns the URLs to try for t.
func (f *fetcher) places(t Target) []string {
	if f.from == "" {
		return t.URLs
	}
	var out []string
	for _, u := range t.URLs {
		out = append(out, f.from+path.Base(u))
	}
	return out
}

func (f *fetcher) landing(t Target) string {
	if f.from != "" {
		return f.from
	}
	return t.Landing
}

// download fetches u and checks what came.
func (f *fetcher) download(ctx context.Context, t Target, u string) (Fetched, error) {
	parsed, err := url.Parse(u)
	if err != nil {
		return Fetched{}, err
	}
	if err := checkURL(parsed, f.plain); err != nil {
		return Fetched{}, err
	}
	name := safeName(path.Base(parsed.Path))
	if t.AMA && f.from == "" {
		// This is what accepting on the publisher's page adds.
		parsed.RawQuery = "agree=yes"
	}
	got, err := f.get(ctx, parsed.String(), name)
	if err != nil {
		if errors.Is(err, errNotThere) {
			return Fetched{}, err
		}
		return Fetched{}, fmt.Errorf("%s: %w", u, err)
	}
	if err := f.check(got, name); err != nil {
		_ = os.Remove(got.path)
		_ = os.Remove(got.path + metaSuffix)
		return Fetched{}, fmt.Errorf("%s: %w", u, err)
	}
	return Fetched{t, u, got.path, got.size, got.sha256, got.cached}, nil
}

// safeName returns name without what could lead out of the folder.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name)
	if name == "" || name[0] == '.' {
		return "file" + name
	}
	return name
}

// check compares a file with the mirror's digest and with what its name says
// it is: servers answer with an HTML page instead of a file.
func (f *fetcher) check(got file, name string) error {
	if want, ok := f.sums[strings.ToLower(name)]; ok && want != got.sha256 {
		return fmt.Errorf("SHA-256 is %s, want %s", got.sha256, want)
	}
	r, err := os.Open(got.path)
	if err != nil {
		return err
	}
	defer r.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(r, head)
	head = bytes.TrimSpace(head[:n])
	lower := bytes.ToLower(head)
	switch {
	case len(head) == 0:
		return errors.New("the file is empty")
	case bytes.HasPrefix(lower, []byte("<!doctype html")) || bytes.HasPrefix(lower, []byte("<html")):
		return errors.New("an HTML page came instead of the file: a licence or error page")
	case (strings.HasSuffix(name, ".zip") || strings.HasSuffix(name, ".xlsx")) && !bytes.HasPrefix(head, []byte("PK")):
		return fmt.Errorf("not a zip archive: it begins %q", head[:min(8, len(head))])
	}
	return nil
}

// fromFolder finds t in the mirror's folder.
func (f *fetcher) fromFolder(t Target) (Fetched, error) {
	entries, err := os.ReadDir(f.folder)
	if err != nil {
		return Fetched{}, err
	}
	fits := func(name string) bool {
		for _, u := range t.URLs {
			if plain, err := url.PathUnescape(path.Base(u)); err == nil && strings.EqualFold(plain, name) {
				return true
			}
		}
		return t.Link != nil && t.Link.MatchString(strings.ToLower(name))
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !fits(e.Name()) {
			continue
		}
		at := filepath.Join(f.folder, e.Name())
		sum, size, err := digest(at)
		if err != nil {
			return Fetched{}, err
		}
		if err := f.check(file{path: at, size: size, sha256: sum}, e.Name()); err != nil {
			return Fetched{}, fmt.Errorf("%s: %w", at, err)
		}
		return Fetched{Target: t, URL: at, Path: at, Size: size, SHA256: sum}, nil
	}
	return Fetched{}, fmt.Errorf("%w: no %s in %s", errNotThere, t.Name(), f.folder)
}

var hrefRE = codesets.Pattern(`(?i)href\s*=\s*["']([^"']+)["']`)

// listed returns the links on t's page that look like t, in their order.
func (f *fetcher) listed(ctx context.Context, t Target) ([]string, error) {
	page := f.landing(t)
	if page == "" || t.Link == nil {
		return nil, nil
	}
	links, ok := f.pages[page]
	if !ok {
		var err error
		if links, err = f.links(ctx, page); err != nil && !errors.Is(err, errNotThere) {
			return nil, fmt.Errorf("%s: %w", page, err)
		}
		f.pages[page] = links
	}
	var out []string
	for _, l := range links {
		name, err := url.PathUnescape(path.Base(strings.SplitN(l, "?", 2)[0]))
		if err == nil && t.Link.MatchString(strings.ToLower(name)) {
			out = append(out, l)
		}
	}
	return out, nil
}

// links returns the addresses a page links to. Links through the page of the
// AMA agreement are resolved to the file they lead to.
func (f *fetcher) links(ctx context.Context, page string) ([]string, error) {
	base, err := url.Parse(page)
	if err != nil {
		return nil, err
	}
	body, err := f.page(ctx, page)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, m := range hrefRE().FindAllStringSubmatch(body, -1) {
		u, err := base.Parse(html.UnescapeString(m[1]))
		if err != nil {
			continue
		}
		if to := u.Query().Get("file"); to != "" && strings.Contains(u.Path, "/license/") {
			if u, err = base.Parse(to); err != nil {
				continue
			}
		}
		out = append(out, u.String())
	}
	return out, nil
}

// page returns the text at u.
func (f *fetcher) page(ctx context.Context, u string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*f.stall)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("User-Agent", f.agent)
	resp, err := f.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", status(resp)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
	return string(b), err
}

// readSums reads the digests of a mirror that has a list of them.
func (f *fetcher) readSums(ctx context.Context) error {
	var text string
	switch {
	case f.folder != "":
		b, err := os.ReadFile(filepath.Join(f.folder, sums))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		text = string(b)
	case f.from != "":
		var err error
		if text, err = f.page(ctx, f.from+sums); err != nil && !errors.Is(err, errNotThere) {
			return err
		}
	}
	f.sums = map[string]string{}
	sc := bufio.NewScanner(strings.NewReader(text))
	for sc.Scan() {
		if fields := strings.Fields(sc.Text()); len(fields) == 2 && len(fields[0]) == 64 {
			f.sums[strings.ToLower(strings.TrimPrefix(fields[1], "*"))] = strings.ToLower(fields[0])
		}
	}
	return sc.Err()
}
