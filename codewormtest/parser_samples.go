package codewormtest

// parserSamples are small sources of the languages that parsers of all kinds
// read.
var parserSamples = []ParserSample{
	{"sample.toy", `# Shapes and what is said about them.
use math

# Greets someone.
func greet(name)
  if name
    say("hello", name)
  end
end

class Shape
  # Computes the area.
  func area(scale)
    while scale
      math.square(self.width)
    end
  end

  func _reset()
  end
end
`, []string{"greet", "Shape", "Shape.area", "Shape._reset"}},
	{"sample.go", `// Package sample has shapes.
package sample

import "fmt"

// Greet greets someone.
func Greet(name string) string {
	if name == "" {
		return "nobody"
	}
	return fmt.Sprintf("hello %s", name)
}

// Shape has a width.
type Shape struct {
	width int
}

// Area computes the area.
func (s *Shape) Area(scale int) int {
	for range scale {
		s.width *= 2
	}
	return s.width * s.width
}
`, []string{"Greet", "Shape", "Shape.Area"}},
	{"sample.py", `"""Shapes."""
import math


def greet(name):
    """Greet someone."""
    if not name:
        return "nobody"
    return "hello " + name


class Shape:
    """Has a width."""

    @staticmethod
    def unit():
        return Shape()

    async def area(self, scale=1):
        while scale:
            scale -= 1
        return math.pow(self.width, 2)
`, []string{"greet", "Shape", "Shape.unit", "Shape.area"}},
	{"sample.js", `import { square } from "./math.js";

/** Greets someone. */
export function greet(name) {
  if (!name) {
    return "nobody";
  }
  return "hello " + name;
}

class Shape {
  area(scale) {
    while (scale) {
      scale -= 1;
    }
    return square(this.width);
  }
}
`, []string{"greet", "Shape", "Shape.area"}},
	{"sample.ts", `import { square } from "./math";

/** Greets someone. */
export function greet(name: string): string {
  if (!name) {
    return "nobody";
  }
  return "hello " + name;
}

class Shape {
  area(scale: number): number {
    while (scale) {
      scale -= 1;
    }
    return square(scale);
  }
}
`, []string{"greet", "Shape", "Shape.area"}},
	{"sample.tsx", `import React from "react";

/** Greets someone. */
export function Greeting(props: { name: string }) {
  if (!props.name) {
    return <b>nobody</b>;
  }
  return <p>hello {props.name}</p>;
}
`, []string{"Greeting"}},
	{"sample.rs", `//! Shapes.

/// Greets someone.
pub fn greet(name: &str) -> String {
    if name.is_empty() {
        return String::from("nobody");
    }
    format!("hello {}", name)
}

fn square(x: u32) -> u32 {
    x * x
}
`, []string{"greet", "square"}},
	{"Sample.java", `package sample;

import java.util.List;

/** Has a width. */
class Shape {
    /** Computes the area. */
    int area(int scale) {
        while (scale > 0) {
            scale--;
        }
        return Math.abs(scale);
    }
}
`, []string{"Shape", "Shape.area"}},
	{"sample.c", `#include <stdio.h>

/* Greets someone. */
int greet(const char *name) {
    if (!name) {
        return 1;
    }
    printf("hello %s\n", name);
    return 0;
}

static int square(int x) {
    return x * x;
}
`, []string{"greet", "square"}},
	{"sample.rb", `# Greets someone.
def greet(name)
  if name.nil?
    return "nobody"
  end
  "hello #{name}"
end

class Shape
  def area(scale)
    scale * 2
  end
end
`, []string{"greet", "Shape", "Shape.area"}},
}
