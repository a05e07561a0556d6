module Text
  def self.shorten(s)
    s.strip
  end

  def self.names(list, queue, thing)
    list.join(",")
    list.each { |x| x }
    queue.join(",")
    thing.drain_all
    Jobs.open_queue
    Jobs::Queue.new.drain_all
  end
end
