from abc import ABC, abstractmethod


class Report(ABC):
    def render(self):
        return self.head() + "body"

    @abstractmethod
    def head(self):
        ...


class HtmlReport(Report):
    def head(self):
        return "<h1>"
