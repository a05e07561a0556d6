package builder;

class RequestBuilder {
    private String url;

    RequestBuilder url(String url) {
        this.url = url;
        return this;
    }

    RequestBuilder header(String name, String value) {
        return this;
    }

    String build() {
        return url;
    }
}
