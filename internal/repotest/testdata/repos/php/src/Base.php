<?php
namespace Acme\Jobs;

class Base
{
    public function depth()
    {
        return 0;
    }
}
