Gem::Specification.new do |s|
  s.name = "jobs"
end
