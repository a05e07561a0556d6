require_relative "base"

module Jobs
  class Queue < Base
    def join(sep)
      drain_all()
      @items.join(sep) + depth().to_s
    end

    def drain_all
      Text.shorten("x")
      [1].each { |x| x }
    end

    def each
      self.drain_all
    end
  end

  def self.open_queue
    Queue.new
  end
end
