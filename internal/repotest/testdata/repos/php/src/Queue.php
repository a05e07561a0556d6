<?php
namespace Acme\Jobs;

use Acme\Text\Names;

class Queue extends Base
{
    public function push($job)
    {
        $this->drainAll();
        return $this->depth() + count([]);
    }

    public function drainAll()
    {
        Names::shorten("x");
    }
}
