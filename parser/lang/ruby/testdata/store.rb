#!/usr/bin/env ruby
# frozen_string_literal: true

# Stores things.

require "set"
require_relative "./base"

module Shop
  # A store.
  class Store < Base::Thing
    include Comparable
    attr_reader :name

    LIMIT = 10

    # Makes one.
    #
    # It is empty.
    def initialize(name, size = 3, *rest, key:, opt: nil, **others, &block)
      super()
      @name = name
    end

    def self.open(path)
      new(path)
    end

    class << self
      def close; end
    end

    def find(key)
      return nil if key.nil? || key.empty? && @size
      if key == "a"
        items.each do |item|
          while item
            break unless item.next
          end
        end
      elsif key == "b"
        find(key)
      else
        puts "x" until done?
      end
      case key
      when "x", "y" then 1
      when Integer
        2
      else 3
      end
      begin
        yield key
      rescue ArgumentError => e
        raise StoreError.new(e.message)
      ensure
        close
      end
      key ? 1 : 2
      Shop::Other.call(key)
    end

    def ==(other) = other.name == name

    def [](i)
      @items[i]
    end

    def name=(value)
      @name = value
    end

    twice = ->(x) { x * 2 }

    protected

    def guarded
    end

    private

    def secret!
    end

    def test_it
    end
  end
end

def top_level(a) a end

Point = Struct.new(:x, :y) do
  def dist
    Math.sqrt(x * x + y * y)
  end
end
