package conceal

import (
	"context"
	"log/slog"
)

// Error returns the error with what redact takes out of texts taken out of what it says. It is still the error that it was.
func Error(err error, redact func(string) string) error {
	if err == nil {
		return nil
	}
	said := err.Error()
	if concealed := redact(said); concealed != said {
		return &concealedError{concealed, err}
	}
	return err
}

type concealedError struct {
	text string
	err  error
}

func (e *concealedError) Error() string { return e.text }
func (e *concealedError) Unwrap() error { return e.err }

// Handler returns a handler that takes secrets out of what it hands on to be logged.
func Handler(h slog.Handler, redact func(string) string) slog.Handler { return handler{h, redact} }

type handler struct {
	slog.Handler
	redact func(string) string
}

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	concealed := slog.NewRecord(r.Time, r.Level, h.redact(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		concealed.AddAttrs(h.attr(a))
		return true
	})
	return h.Handler.Handle(ctx, concealed)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	concealed := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		concealed[i] = h.attr(a)
	}
	return handler{h.Handler.WithAttrs(concealed), h.redact}
}

func (h handler) WithGroup(name string) slog.Handler {
	return handler{h.Handler.WithGroup(name), h.redact}
}

func (h handler) attr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(h.redact(v.String()))
	case slog.KindGroup:
		group := make([]slog.Attr, 0, len(v.Group()))
		for _, member := range v.Group() {
			group = append(group, h.attr(member))
		}
		a.Value = slog.GroupValue(group...)
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			if said := err.Error(); h.redact(said) != said {
				a.Value = slog.StringValue(h.redact(said))
			}
		}
	}
	return a
}
