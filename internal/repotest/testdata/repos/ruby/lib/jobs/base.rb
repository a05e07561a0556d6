module Jobs
  class Base
    def depth
      0
    end
  end
end
